package access

import (
	"strings"
	"time"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/engine/ledger"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of recusal.
var (
	StoodAside = fault.Define(fault.Refused, "access.recusal.stood_aside", "公务员法 76",
		"该人员已对本事项回避，「{duty_zh}」须由其他人员办理。",
		"This person stands aside in the matter; somebody else must {duty_en}.")
	RecusalReason = fault.Define(fault.Invalid, "access.recusal.reason", "公务员法 76",
		"请写明回避事由（如亲属关系、利害关系）。", "State the reason for standing aside, such as kinship or interest.")
	RecusalPerson = fault.Define(fault.Invalid, "access.recusal.person", "公务员法 76",
		"请选择需要回避的人员。", "Choose the person who stands aside.")
	RecusalTwice = fault.Define(fault.Conflict, "access.recusal.twice", "",
		"该人员已对本事项回避，无需重复办理。", "This person stands aside in the matter already; nothing more is needed.")
)

// Recusal says that a person stands aside in a matter.
type Recusal struct {
	Person  ident.ID
	Reason  string
	Account ident.ID // who declared it
	At      time.Time
}

// Recuse notes that person stands aside in the matter (回避): from now on no
// official duty on object is open to that person, while a party's duties (to be
// rated, to object) are. It is a complete command and leaves its own ledger
// entry "access.recuse".
func Recuse(tx *store.Tx, object string, person ident.ID, reason string) error {
	var faults fault.List
	if object == "" {
		faults.Add(NoObject.New())
	}
	if person.IsZero() {
		faults.Add(RecusalPerson.At("person"))
	}
	if strings.TrimSpace(reason) == "" {
		faults.Add(RecusalReason.At("reason"))
	}
	if err := faults.Err(); err != nil {
		return err
	}
	zone := tx.Actor().Zone
	if _, err := tx.Exec(sqlLockObject, zone, object); err != nil {
		return err
	}
	n, err := tx.Exec(sqlInsertRecusal, zone, object, person, reason, tx.Actor().Account, tx.Now())
	if err != nil {
		return err
	}
	if n == 0 {
		return RecusalTwice.New()
	}
	return ledger.Record(tx, ledger.Entry{Action: "access.recuse", Object: object, Reason: reason,
		Detail: map[string]string{"person": person.String()}})
}

// Recused reports whether the person stands aside in the matter. The zero
// person never does.
func Recused(r store.Reader, zone int64, object string, person ident.ID) (bool, error) {
	if person.IsZero() {
		return false, nil
	}
	var n int64
	err := r.QueryRow(sqlCountRecusal, zone, object, person).Scan(&n)
	return n > 0, err
}
