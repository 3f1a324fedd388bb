package exact

import "bytes"

// quoted puts a plain text (digits and punctuation that JSON does not escape)
// between quotation marks.
func quoted(text []byte, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	out := make([]byte, 0, len(text)+2)
	out = append(out, '"')
	out = append(out, text...)
	return append(out, '"'), nil
}

// unquoted gives the inside of a JSON string without escapes, or the token
// itself: the parser behind it refuses everything that is not a number.
func unquoted(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		return b[1 : len(b)-1]
	}
	return b
}

// scanText gives a stored text column to a parser.
func scanText(src any, parse func([]byte) error) error {
	switch v := src.(type) {
	case string:
		return parse([]byte(v))
	case []byte:
		return parse(v)
	}
	return BadStored.New()
}

// yamlScalar gives the text of a YAML scalar as the scheme reader passes it:
// the raw source, perhaps quoted. Without it the reader would hand numbers over
// as binary floats, in which 0.1000000000000000000000000001 is 0.1.
func yamlScalar(b []byte) []byte {
	b = bytes.TrimSpace(b)
	if len(b) >= 2 && (b[0] == '"' || b[0] == '\'') && b[len(b)-1] == b[0] {
		return b[1 : len(b)-1]
	}
	return b
}
