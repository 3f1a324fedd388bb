// Package admin is the command line's side of the house: what an administrator
// does on the server without a browser.
//
// It owns the verbs that check and compare schemes, verify and export the
// ledger, and keep the data; it owns no rule. Exit codes are 0 for good, 1 for
// refused or found wrong, 2 for misused.
package admin

import (
	"io"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Terminal is where a verb reads its surroundings and writes its answer.
type Terminal struct {
	Out io.Writer
	Err io.Writer
	Env []string
}

// Verbs are the commands that work on files and data.
type Verbs struct {
	Scheme  schemeCmd  `cmd:"" help:"方案：检查、比较、生成 JSON Schema / Schemes: check, compare, schema"`
	Ledger  ledgerCmd  `cmd:"" help:"台账：核验、导出 / Ledger: verify, export"`
	Backup  backupCmd  `cmd:"" help:"备份数据、附件和检查点 / Back up data, attachments and checkpoints"`
	Restore restoreCmd `cmd:"" help:"从备份恢复到空文件夹 / Restore a backup into an empty folder"`
	User    userCmd    `cmd:"" help:"账号应急 / Accounts in an emergency"`
	Config  configCmd  `cmd:"" help:"配置 / Configuration"`
}

// Explain gives an error as the person at the terminal should read it: every
// fault on a line of its own, in both languages.
func Explain(err error) string {
	e, ok := fault.As(err)
	if !ok {
		return err.Error()
	}
	list := e.Details
	if len(list) == 0 {
		list = []*fault.Error{e}
	}
	text := ""
	for _, d := range list {
		if d.Location != "" {
			text += d.Location + ": "
		}
		text += d.Text(fault.Chinese) + " / " + d.Text(fault.English) + "\n"
	}
	return text[:len(text)-1]
}
