package ledger_test

import (
	"testing"

	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
	"github.com/jingkai-zone/jingkai/internal/store/storetest"
)

// The checkpoints are listed newest first, page by page, and only a trusted
// key makes one valid.
func TestStateAndCheckpoints(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		dir := t.TempDir()
		e := open(t, db, ledger.Options{Dir: dir})
		fill(t, db, e, clerk(7), 12, 4) // signed at 4, 8 and 12
		act(t, db, clerk(7), ledger.Entry{Action: "test.waiting"})
		keys, err := ledger.PublicKeys(dir)
		if err != nil {
			t.Fatal(err)
		}
		read(t, db, func(r store.Reader) error {
			s, err := ledger.StateOf(r, 7)
			if s.Size != 12 || s.Signed != 12 || s.Waiting != 1 || s.Newest == "" || s.Key != keys[0].String() {
				t.Errorf("%+v", s)
			}
			if none, err := ledger.StateOf(r, 99); err != nil || none != (ledger.State{}) {
				t.Errorf("%+v, %v", none, err)
			}
			var sizes []int64
			for before := int64(0); ; {
				page, err := ledger.Checkpoints(r, 7, before, 2, keys)
				if err != nil {
					return err
				}
				if len(page) == 0 {
					break
				}
				for _, c := range page {
					if !c.Valid || c.At.IsZero() {
						t.Errorf("%+v", c)
					}
					sizes = append(sizes, c.Size)
				}
				before = sizes[len(sizes)-1]
			}
			if len(sizes) != 3 || sizes[0] != 12 || sizes[1] != 8 || sizes[2] != 4 {
				t.Errorf("checkpoints of %v", sizes)
			}
			strangers, errStranger := ledger.Checkpoints(r, 7, 0, 10, nil)
			if errStranger != nil || len(strangers) != 3 || strangers[0].Valid {
				t.Errorf("%+v, %v", strangers, errStranger)
			}
			return err
		})
	})
}
