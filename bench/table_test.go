package bench

import (
	"flag"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"text/tabwriter"
	"time"
)

// figure is one line of the table.
type figure struct {
	what   string
	value  string
	ratio  string // to the limit of the same run
	budget string
	met    verdict
}

type verdict int

const (
	noBudget verdict = iota
	met
	missed
)

func (v verdict) String() string { return [...]string{"", "met", "MISSED"}[v] }

func judge(ok bool) verdict {
	if ok {
		return met
	}
	return missed
}

var results struct {
	sync.Mutex
	figures []figure
}

// report puts a line on the table.
func report(f figure) {
	results.Lock()
	defer results.Unlock()
	results.figures = append(results.figures, f)
	fmt.Fprintf(os.Stderr, "  %-64s %-34s %-22s %-26s %s\n", f.what, f.value, f.ratio, f.budget, f.met)
}

// rate puts a rate against the limit of the same run. least is the absolute
// budget and share the least share of the limit in percent; 0 for none.
func rate(what string, got, limit float64, limitName string, least, share float64) {
	f := figure{what: what, value: fmt.Sprintf("%s/s", count(got))}
	var wants []string
	ok := true
	if limit > 0 {
		f.ratio = fmt.Sprintf("%.0f %% of %s", 100*got/limit, limitName)
	}
	if least > 0 {
		wants = append(wants, fmt.Sprintf("≥ %s/s", count(least)))
		ok = ok && got >= least
	}
	if share > 0 {
		wants = append(wants, fmt.Sprintf("≥ %.0f %%", share))
		ok = ok && 100*got/limit >= share
	}
	if f.budget = strings.Join(wants, ", "); f.budget != "" {
		f.met = judge(ok)
	}
	report(f)
}

// atMost puts a duration against its budget.
func atMost(what string, got, most time.Duration) {
	f := figure{what: what, value: short(got)}
	if most > 0 {
		f.budget, f.met = "≤ "+short(most), judge(got <= most)
	}
	report(f)
}

func short(d time.Duration) string {
	if d < 10*time.Millisecond {
		return d.Round(10 * time.Microsecond).String()
	}
	return d.Round(100 * time.Microsecond).String()
}

// count writes a number with thousands apart.
func count(n float64) string {
	s := fmt.Sprintf("%.0f", n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var out = flag.String("table", "", "file for the table of results")

// TestMain prints the table after the benchmarks; it ends with 1 when a budget
// was missed and -strict is given.
func TestMain(m *testing.M) {
	strict := flag.Bool("strict", false, "fail when a budget is missed")
	flag.Parse()
	code := m.Run()
	if len(results.figures) > 0 && code == 0 {
		code = closeTable(*strict)
	}
	os.Exit(code)
}

func closeTable(strict bool) int {
	var b strings.Builder
	fmt.Fprintf(&b, "Jingkai, %s, %s, %s/%s, %d cores, load %s\n\n", time.Now().Format(time.RFC3339), runtime.Version(), runtime.GOOS, runtime.GOARCH,
		runtime.NumCPU(), machineLoad())
	w := tabwriter.NewWriter(&b, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "what\tmeasured\tof the limit in this run\tbudget\t")
	worst := 0
	for _, f := range results.figures {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", f.what, f.value, f.ratio, f.budget, f.met)
		if f.met == missed && strict {
			worst = 1
		}
	}
	if err := w.Flush(); err != nil {
		return 1
	}
	if *out != "" {
		if err := os.WriteFile(*out, []byte(b.String()), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
	}
	if _, err := io.WriteString(os.Stdout, "\n"+b.String()); err != nil {
		return 1
	}
	return worst
}

// machineLoad is the one-minute load average, to judge a run by.
func machineLoad() string {
	raw, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return "?"
	}
	load, _, _ := strings.Cut(string(raw), " ")
	return load
}
