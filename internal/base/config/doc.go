// Package config is the manual of what an installation can set.
//
// It owns one struct whose fields say meaning, unit and default; reading it
// from YAML, strictly; and overriding it from JINGKAI_* variables. Flags of the
// command line override both. It owns no secret: keys live in the data folder.
package config
