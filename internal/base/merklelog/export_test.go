package merklelog

import (
	"bufio"
	"io"
)

// VerifyBlind is the negative control: a verifier that believes stored hashes
// instead of computing them. It must miss changed entries; if it does not, the
// tamper tests prove nothing.
func VerifyBlind(r io.Reader, opts ExportOptions) (*Report, error) {
	v := &exportVerifier{r: bufio.NewReaderSize(r, 1<<16), opts: opts, blind: true}
	return v.run()
}
