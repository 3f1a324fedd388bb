package admin

import (
	"io"
	"os"

	"github.com/mattn/go-isatty"
	"github.com/schollz/progressbar/v3"
)

// bar shows how far long work has come, on a terminal; elsewhere it shows
// nothing, so that logs and pipes stay clean.
type bar struct{ b *progressbar.ProgressBar }

// newBar begins a bar; total is -1 when it is not known yet.
func newBar(out io.Writer, total int64, what string, bytes bool) *bar {
	f, ok := out.(*os.File)
	if !ok || !isatty.IsTerminal(f.Fd()) {
		return &bar{}
	}
	return &bar{progressbar.NewOptions64(total, progressbar.OptionSetWriter(f), progressbar.OptionSetDescription(what),
		progressbar.OptionShowBytes(bytes), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100e6), progressbar.OptionClearOnFinish())}
}

// to moves the bar.
func (p *bar) to(done, total int64) {
	if p.b != nil {
		p.b.ChangeMax64(total)
		_ = p.b.Set64(done) // a bar that cannot be drawn stops nothing
	}
}

// end takes the bar away.
func (p *bar) end() {
	if p.b != nil {
		_ = p.b.Finish()
	}
}
