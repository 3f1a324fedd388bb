package admin

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/jingkai-zone/jingkai/internal/base/config"
	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

type ledgerCmd struct {
	Verify ledgerVerify `cmd:"" help:"核验台账：逐条重算并与签名检查点对照 / Recompute every entry and compare with the signed checkpoints"`
	Export ledgerExport `cmd:"" help:"导出一个园区的台账，供外部核验 / Export a zone's ledger for outsiders to verify"`
	Adopt  ledgerAdopt  `cmd:"" help:"启用旧备份或更换密钥，并留痕 / Go on with an older backup or new keys, on record"`
}

type ledgerVerify struct {
	Where
	Zone string `help:"只核验一个园区 / One zone only, by its slug" placeholder:"SLUG"`
	JSON bool   `name:"json" help:"以 JSON 输出 / Print the report as JSON"`
}

// Help gives examples.
func (ledgerVerify) Help() string {
	return `可在服务运行时进行。退出码：0 完好，1 发现问题，2 用法有误。
May run beside the server. Exit code: 0 intact, 1 something is wrong, 2 misused.

  jingkai ledger verify --data /var/lib/jingkai
  jingkai ledger verify --data /var/lib/jingkai --zone leiyang --json
  jingkai ledger verify --data /var/lib/jingkai --db postgres://jingkai@db/jingkai`
}

// Run verifies and fails when anything is wrong.
func (c ledgerVerify) Run(ctx context.Context, t Terminal) (err error) {
	db, cfg, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	seen, err := ledger.See(cfg.Data)
	if err != nil {
		return err
	}
	opts := ledger.VerifyOptions{Dir: cfg.Data, Witness: seen, All: c.Zone == ""}
	if c.Zone != "" {
		zone, err := zoneOf(ctx, db, c.Zone)
		if err != nil {
			return err
		}
		opts.Zone = zone.ID
	}
	progress := newBar(t.Err, -1, "台账 / ledger", false)
	opts.Progress = func(_, done, total int64) { progress.to(done, total) }
	var report ledger.Report
	names := map[int64]org.Zone{}
	err = db.View(ctx, func(r *store.Snapshot) (err error) {
		if report, err = ledger.Verify(ctx, r, opts); err != nil {
			return err
		}
		zones, err := org.Zones(r, org.ZoneFilter{})
		for _, z := range zones {
			names[z.ID] = z
		}
		return err
	})
	progress.end()
	if err != nil {
		return err
	}
	if c.JSON {
		err = printJSON(t.Out, report)
	} else {
		printReport(t.Out, report, names)
	}
	if err == nil && !report.OK() {
		return ErrFound
	}
	return err
}

func printJSON(out io.Writer, v any) error {
	e := json.NewEncoder(out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func printReport(out io.Writer, report ledger.Report, names map[int64]org.Zone) {
	for _, l := range report.Logs {
		name := names[l.Zone].NameZH + " " + names[l.Zone].Slug
		if l.Zone == 0 {
			name = "全局 / installation"
		}
		state := "完好 / intact"
		if !l.OK() {
			state = "有问题 / WRONG"
		}
		fmt.Fprintf(out, "%s: %s — %d 条 / entries, 已签 / signed %d, 检查点 / checkpoints %d, 待编号 / waiting %d\n", name, state, l.Entries, l.Signed, l.Checkpoints, l.Pending)
		for _, f := range l.Findings {
			fmt.Fprintf(out, "  %s / %s\n", f.ZH, f.EN)
		}
		if l.More > 0 {
			fmt.Fprintf(out, "  另有 %d 处 / %d more\n", l.More, l.More)
		}
	}
	if len(report.Logs) == 0 {
		fmt.Fprintln(out, "尚无台账 / there is no ledger yet")
	}
}

type ledgerExport struct {
	Where
	Zone string `required:"" help:"园区 / Zone, by its slug" placeholder:"SLUG"`
	Out  string `required:"" help:"导出文件；- 为标准输出 / File to write; - for standard output" placeholder:"FILE"`
}

// Help gives examples.
func (ledgerExport) Help() string {
	return `导出到此刻为止，可在服务运行时进行。把公钥（keys/*.pub）另行交给核验人。
The export reaches to this moment and may run beside the server. Give the public key (keys/*.pub) to the verifier by another way.

  jingkai ledger export --data /var/lib/jingkai --zone leiyang --out leiyang.jsonl
  jingkai-verify --key keys/ledger-sha256-ed25519-1a2b3c4d.pub leiyang.jsonl`
}

// Run writes the file; an unfinished one is removed.
func (c ledgerExport) Run(ctx context.Context, t Terminal) (err error) {
	db, cfg, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	zone, err := zoneOf(ctx, db, c.Zone)
	if err != nil {
		return err
	}
	engine, err := signed(ctx, db, cfg)
	if err != nil {
		return err
	}
	write := func(w io.Writer) error {
		return db.View(ctx, func(r *store.Snapshot) error { return engine.Export(ctx, r, zone.ID, w) })
	}
	if c.Out == "-" {
		return write(t.Out)
	}
	return newFile(c.Out, write)
}

// signed places and signs what was recorded so far, beside the server if one
// runs, so that an export or a backup reaches to this moment.
func signed(ctx context.Context, db *store.DB, cfg config.Config) (*ledger.Engine, error) {
	engine, err := ledger.Open(ctx, db, ledger.Options{Dir: cfg.Data, Suite: merklelog.Suite(cfg.LedgerSuite), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return engine, engine.Flush(ctx)
}

// newFile writes a file that must not exist yet, brings it to the disk, and
// removes it when it could not be finished.
func newFile(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return store.Occupied.New("where", path)
	}
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = write(w)
	if err = errors.Join(err, w.Flush(), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// NothingToAdopt says that database and checkpoints agree.
var NothingToAdopt = fault.Define(fault.Refused, "admin.nothing_to_adopt", "",
	"数据库与库外检查点、密钥一致，无须办理。", "The database agrees with the checkpoints and keys outside it; there is nothing to adopt.")

type ledgerAdopt struct {
	Where
	By     string `required:"" help:"办理人姓名 / Name of whoever decides" placeholder:"NAME"`
	Reason string `required:"" help:"理由 / Reason" placeholder:"TEXT"`
}

// Help gives examples.
func (ledgerAdopt) Help() string {
	return `服务因台账与库外检查点不衔接、检查点遗失或密钥遗失而拒绝启动时，由系统管理员决定继续使用，
被取代的检查点另存为证据，决定记入各园区台账。服务须先停止。
For a server that refuses to start because the database contradicts the checkpoints outside it, or because checkpoints or keys
are lost. The superseded checkpoints are kept as evidence and the decision is recorded. Stop the server first.

  jingkai ledger adopt --data /var/lib/jingkai --by 测试寅 --reason "磁盘损坏，启用 12 月 3 日备份"`
}

// Run adopts what is there.
func (c ledgerAdopt) Run(ctx context.Context, t Terminal) (err error) {
	db, cfg, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	opts := ledger.Options{Dir: cfg.Data, Suite: merklelog.Suite(cfg.LedgerSuite), Log: slog.New(slog.DiscardHandler)}
	if _, err := ledger.Open(ctx, db, opts); err == nil {
		return NothingToAdopt.New()
	}
	actor := *ident.System(0)
	actor.Name = c.By
	opts.Adopt = &ledger.Adoption{Actor: &actor, Reason: c.Reason}
	if _, err := ledger.Open(ctx, db, opts); err != nil {
		return err
	}
	fmt.Fprintln(t.Out, "已启用并记入台账 / adopted, on record")
	return nil
}
