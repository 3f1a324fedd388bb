// Command jingkai-verify checks an exported ledger, or a receipt for one entry,
// on any machine, without the program that wrote it and without its database.
//
//	jingkai-verify --key "jingkai+5a3c9f10+AQ…" ledger-7.jsonl
//	jingkai-verify --key key.pub --held last-year.note ledger-7.jsonl
//	jingkai-verify --key key.pub --receipt proof.json
//
// It exits with 0 when nothing is wrong, 1 when something is, 2 when it was
// misused or a file cannot be read.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}
