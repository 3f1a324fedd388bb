// Package schemes carries the schemes that the program brings along: those of
// the five zones and the city, as far as the articles state them, a blank one
// to start from, made-up samples for the acceptance stories, and the JSON
// Schema that editors use.
//
// It owns texts only and imports nothing of the program; the scheme engine
// reads them, the rooms own what the sections mean.
package schemes
