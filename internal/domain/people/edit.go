package people

import (
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/domain/org"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// EditInput corrects what is kept of a person besides the place.
type EditInput struct {
	ID      ident.ID
	Version int64 // as read
	Name    string
	Leader  bool
	Phone   string // empty for none
	SortNo  int64  // 0 for no place of one's own in lists
	Reason  string // may be empty
}

// Edit changes a person's name, telephone number, place in lists and
// membership of the leading group. Unit, post and rank change by [Transfer],
// which keeps history. It refuses with all faults at once, [OverLeaders] and
// [store.Stale].
func Edit(tx *store.Tx, in EditInput) (Person, error) {
	if err := org.Lock(tx, tx.Actor().Zone); err != nil {
		return Person{}, err
	}
	p, err := ByID(tx, tx.Actor().Zone, in.ID)
	if err != nil {
		return Person{}, err
	}
	var f form
	was := p
	p.Name, p.Leader, p.Phone, p.SortNo = f.line("name", in.Name), in.Leader, f.phone(in.Phone), placed(in.SortNo)
	p.Version = in.Version + 1
	if err := f.Err(); err != nil {
		return Person{}, err
	}
	if p.Leader && !was.Leader && p.Status == Active {
		if err := lead(tx, p.Zone); err != nil {
			return Person{}, err
		}
	}
	if err := update(tx, p); err != nil {
		return Person{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "people.edit", Object: p.ID.String(), Reason: in.Reason,
		Detail: map[string]any{"changed": differing(was, p)}})
}

// differing names the fields that an edit changed.
func differing(a, b Person) []string {
	var out []string
	for _, field := range []struct {
		name    string
		changed bool
	}{
		{"name", a.Name != b.Name}, {"leader", a.Leader != b.Leader},
		{"phone", a.Phone != b.Phone}, {"sort_no", a.SortNo != b.SortNo},
	} {
		if field.changed {
			out = append(out, field.name)
		}
	}
	return out
}

// LinkAccount says which login is a person's; the zero account unlinks. It
// refuses with [AccountTaken] when the account is another person's.
func LinkAccount(tx *store.Tx, id ident.ID, version int64, account ident.ID) (Person, error) {
	p, err := ByID(tx, tx.Actor().Zone, id)
	if err != nil {
		return Person{}, err
	}
	if !account.IsZero() {
		owner, err := ByAccount(tx, p.Zone, account)
		switch {
		case err == nil && owner.ID != p.ID:
			return Person{}, AccountTaken.At("account")
		case err != nil && !NoPerson.Is(err):
			return Person{}, err
		}
	}
	p.Account, p.Version = account, version+1
	if err := update(tx, p); err != nil {
		return Person{}, err
	}
	return p, ledger.Record(tx, ledger.Entry{Action: "people.link_account", Object: p.ID.String(),
		Detail: map[string]any{"account": account}})
}
