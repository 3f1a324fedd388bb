package schemes

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed *.yaml samples/*.yaml scheme.schema.json
var files embed.FS

// FS gives all files: NAME.yaml, samples/NAME.yaml and scheme.schema.json.
func FS() fs.FS { return files }

// Names lists the zones' schemes and the blank one, sorted: blank, leiyang,
// linfen, linfen-city, linwu, pukou, yuetang.
func Names() []string { return list("*.yaml") }

// Samples lists the made-up samples, sorted. Their values are invented for
// acceptance stories and are no zone's rules.
func Samples() []string { return list("samples/*.yaml") }

func list(pattern string) []string {
	matches, err := fs.Glob(files, pattern)
	if err != nil {
		// The pattern is a constant; it cannot be malformed.
		panic("schemes: " + err.Error())
	}
	for i, name := range matches {
		matches[i] = strings.TrimSuffix(path.Base(name), ".yaml")
	}
	slices.Sort(matches)
	return matches
}

// Text gives the text of a zone's scheme or of the blank one, by name.
func Text(name string) (text []byte, found bool) { return read(name + ".yaml") }

// Sample gives the text of a made-up sample, by name.
func Sample(name string) (text []byte, found bool) { return read("samples/" + name + ".yaml") }

// Schema gives the JSON Schema of scheme texts.
func Schema() []byte {
	text, _ := read("scheme.schema.json")
	return text
}

func read(file string) ([]byte, bool) {
	if !fs.ValidPath(file) {
		return nil, false
	}
	text, err := files.ReadFile(file)
	return text, err == nil
}
