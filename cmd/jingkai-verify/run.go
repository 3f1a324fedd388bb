package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
)

const usage = `用法 / usage: jingkai-verify [选项 / options] 文件 / FILE

核验导出的台账或单条凭据，不需要经开系统，也不需要数据库。文件名为 - 时读标准输入。
Checks an exported ledger or a receipt for one entry without the program and its database. FILE may be - for standard input.

  --key KEY      信任的公钥，或存放公钥的文件 / the public key to trust, or a file that holds it
  --held FILE    事先留存的检查点，可重复 / a checkpoint kept from before; may be repeated
  --receipt      文件是一条凭据（JSON）/ FILE is a receipt (JSON)
  --json         以 JSON 输出结果 / print the report as JSON
  --lang zh|en   结果的语言 / language of the result

退出码 / exit code: 0 无误 nothing wrong · 1 有误 something is wrong · 2 用法或文件有误 misuse or unreadable file
`

// Exit codes.
const (
	good   = 0
	wrong  = 1
	misuse = 2
)

type options struct {
	key     string
	held    []string
	receipt bool
	json    bool
	lang    fault.Lang
	file    string
}

func run(ctx context.Context, args []string, env func(string) string, stdin io.Reader, stdout, stderr io.Writer) int {
	o, err := parse(args, env, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return good
	}
	if err != nil {
		fmt.Fprintf(stderr, "jingkai-verify: %v\n\n%s", err, usage)
		return misuse
	}
	code, err := o.check(ctx, stdin, stdout, stderr)
	if err != nil {
		fmt.Fprintf(stderr, "jingkai-verify: %v\n", err)
		return misuse
	}
	return code
}

func parse(args []string, env func(string) string, stdout io.Writer) (options, error) {
	o := options{lang: fault.Chinese}
	if strings.HasPrefix(env("LANG"), "en") {
		o.lang = fault.English
	}
	f := flag.NewFlagSet("jingkai-verify", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.Usage = func() { fmt.Fprint(stdout, usage) }
	f.StringVar(&o.key, "key", "", "")
	f.Func("held", "", func(s string) error { o.held = append(o.held, s); return nil })
	f.BoolVar(&o.receipt, "receipt", false, "")
	f.BoolVar(&o.json, "json", false, "")
	f.Func("lang", "", func(s string) error {
		switch s {
		case "zh", "zh-CN":
			o.lang = fault.Chinese
		case "en":
			o.lang = fault.English
		default:
			return errors.New("zh | en")
		}
		return nil
	})
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() != 1 {
		return o, errors.New("请给出一个文件 / one file is expected")
	}
	o.file = f.Arg(0)
	return o, nil
}

func (o options) check(ctx context.Context, stdin io.Reader, stdout, stderr io.Writer) (int, error) {
	in, size, done, err := o.open(stdin)
	if err != nil {
		return misuse, err
	}
	defer done()
	key, err := o.trusted()
	if err != nil {
		return misuse, err
	}
	if o.receipt {
		return o.checkReceipt(in, key, stdout)
	}
	opts := merklelog.ExportOptions{Trusted: key, Progress: progress(stderr, size)}
	for _, name := range o.held {
		note, err := os.ReadFile(name)
		if err != nil {
			return misuse, err
		}
		opts.Held = append(opts.Held, note)
	}
	rep, err := merklelog.VerifyExport(stoppable{ctx, in}, opts)
	if err != nil {
		return misuse, err
	}
	if o.json {
		enc := json.NewEncoder(stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(rep)
	} else {
		err = o.tell(stdout, rep)
	}
	if err != nil || !rep.OK() {
		return wrong, err
	}
	return good, nil
}

func (o options) open(stdin io.Reader) (in io.Reader, size int64, done func(), err error) {
	if o.file == "-" {
		return stdin, 0, func() {}, nil
	}
	f, err := os.Open(o.file)
	if err != nil {
		return nil, 0, nil, err
	}
	if info, err := f.Stat(); err == nil {
		size = info.Size()
	}
	return f, size, func() { _ = f.Close() }, nil
}

// trusted reads the key given as text or as the name of a file.
func (o options) trusted() (*merklelog.PublicKey, error) {
	if o.key == "" {
		return nil, nil
	}
	text := o.key
	if raw, err := os.ReadFile(o.key); err == nil {
		text = string(raw)
	}
	return merklelog.ParsePublicKey(text)
}

func (o options) checkReceipt(in io.Reader, key *merklelog.PublicKey, stdout io.Writer) (int, error) {
	var p merklelog.InclusionProof
	dec := json.NewDecoder(io.LimitReader(in, 8<<20))
	if err := dec.Decode(&p); err != nil {
		return misuse, err
	}
	err := p.Verify()
	switch {
	case err != nil:
		o.say(stdout, "凭据不成立。", "The receipt does not hold.")
		return wrong, nil
	case p.Checkpoint == "":
		o.say(stdout, "凭据与所附根哈希相符，但没有签名检查点：什么也没有证明。", "The receipt fits the root that comes with it, but no signed checkpoint does: it proves nothing.")
		return wrong, nil
	case key != nil && key.String() != p.Key:
		o.say(stdout, "凭据不是由指定信任的公钥签署。", "The receipt is not signed with the trusted key.")
		return wrong, nil
	}
	o.say(stdout, fmt.Sprintf("凭据成立：该条为 %s 的第 %d 条。", p.Origin, p.Seq), fmt.Sprintf("The receipt holds: this is entry %d of %s.", p.Seq, p.Origin))
	o.warn(stdout, key != nil, p.Key)
	fmt.Fprintln(stdout, p.Body)
	return good, nil
}

// tell prints the report for a person.
func (o options) tell(stdout io.Writer, rep *merklelog.Report) error {
	if rep.OK() {
		o.say(stdout, fmt.Sprintf("台账完好：%s，%d 条，%d 个签名检查点，最近签署于 %s。", rep.Origin, rep.Entries, rep.Checkpoints, rep.SignedAt.Format(time.RFC3339)),
			fmt.Sprintf("The ledger is intact: %s, %d entries, %d signed checkpoints, last signed at %s.", rep.Origin, rep.Entries, rep.Checkpoints, rep.SignedAt.Format(time.RFC3339)))
	} else {
		o.say(stdout, fmt.Sprintf("台账有误：%d 处。", int64(len(rep.Findings))+rep.More), fmt.Sprintf("The ledger is not intact: %d findings.", int64(len(rep.Findings))+rep.More))
		for _, f := range rep.Findings {
			fmt.Fprintln(stdout, " · "+f.Text(o.lang))
		}
		if rep.More > 0 {
			o.say(stdout, fmt.Sprintf(" · 另有 %d 处未列出。", rep.More), fmt.Sprintf(" · %d more are not listed.", rep.More))
		}
	}
	o.warn(stdout, rep.KeyTrusted, rep.Key)
	return nil
}

// warn says what a file cannot prove about itself.
func (o options) warn(stdout io.Writer, trusted bool, key string) {
	if !trusted {
		o.say(stdout, "注意：未指定信任的公钥，文件只与自身相符。请向签署方另行核对公钥：\n  "+key,
			"Note: no trusted key was given, so the file agrees with itself only. Compare its key with its owner by another way:\n  "+key)
	}
}

func (o options) say(w io.Writer, zh, en string) {
	if o.lang == fault.English {
		zh = en
	}
	fmt.Fprintln(w, zh)
}

// progress prints how much of a large file has been read, once a second, where
// somebody is looking.
func progress(stderr io.Writer, size int64) func(int64) {
	f, ok := stderr.(*os.File)
	if !ok || size < 1<<26 {
		return nil
	}
	if info, err := f.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return nil
	}
	last := time.Now()
	return func(read int64) {
		if time.Since(last) >= time.Second {
			last = time.Now()
			fmt.Fprintf(stderr, "\r%3d%%", 100*read/size)
		}
	}
}

// stoppable ends reading when the context does.
type stoppable struct {
	ctx context.Context
	r   io.Reader
}

// Read reads on unless the context has ended.
func (s stoppable) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.r.Read(p)
}
