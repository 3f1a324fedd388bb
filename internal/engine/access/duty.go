package access

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/ident"
	"github.com/jingkai-zone/jingkai/internal/store"
)

// Refusals of the separation of duties.
var (
	UnknownDuty = fault.Define(fault.Internal, "access.duty.unknown", "",
		"该职责未在职责分离图登记，请联系系统管理员。", "The duty is not in the graph of duties; tell the system administrator.")
	DutyConflict = fault.Define(fault.Refused, "access.duty.conflict", "职责分离",
		"{rule_zh}：同一事项上已由同一人担任「{held_zh}」，「{duty_zh}」须换其他人员办理。",
		"In one matter, {rule_en}: this person already had the duty “{held_en}”, so somebody else must {duty_en}.")
	UnitConflict = fault.Define(fault.Refused, "access.duty.unit_conflict", "职责分离",
		"{rule_zh}：同一事项上已由同一单位担任「{held_zh}」，「{duty_zh}」须由其他单位办理。",
		"In one matter, {rule_en}: this unit already had the duty “{held_en}”, so another unit must {duty_en}.")
	NoObject = fault.Define(fault.Internal, "access.duty.no_object", "",
		"未指明办理的事项。", "The object of the duty is missing.")
)

// DutyInfo is one duty of the graph.
type DutyInfo struct {
	Name  string `yaml:"-"`
	ZH    string `yaml:"zh"`
	EN    string `yaml:"en"`
	Party bool   `yaml:"party"` // a party's duty, open to those who stand aside
}

// Conflict is one edge of the graph: the two duties exclude each other on one
// object, for the same person or for the same unit.
type Conflict struct {
	Pair [2]string `yaml:"pair"`
	By   string    `yaml:"by"` // "person" or "unit"
	ZH   string    `yaml:"zh"`
	EN   string    `yaml:"en"`
}

type dutyBook struct {
	Duties    map[string]DutyInfo `yaml:"duties"`
	Conflicts []Conflict          `yaml:"conflicts"`
}

//go:embed duties.yaml
var dutyText []byte

// duties is the graph; the file is part of the program, so a fault in it stops
// the start.
var duties = mustDuties()

func mustDuties() dutyBook {
	var book dutyBook
	if err := yaml.UnmarshalWithOptions(dutyText, &book, yaml.Strict()); err != nil {
		panic("access: duties.yaml: " + err.Error())
	}
	for name, d := range book.Duties {
		if d.ZH == "" || d.EN == "" {
			panic("access: duties.yaml: duty " + name + " needs both titles")
		}
		d.Name = name
		book.Duties[name] = d
	}
	for _, c := range book.Conflicts {
		for _, d := range c.Pair {
			if _, ok := book.Duties[d]; !ok {
				panic("access: duties.yaml: conflict of the unknown duty " + d)
			}
		}
		if c.By != "person" && c.By != "unit" || c.ZH == "" || c.EN == "" {
			panic(fmt.Sprintf("access: duties.yaml: conflict %v needs by: person or unit and both sentences", c.Pair))
		}
	}
	return book
}

// Duties lists the duties by name.
func Duties() []DutyInfo {
	out := make([]DutyInfo, 0, len(duties.Duties))
	for _, d := range duties.Duties {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b DutyInfo) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Conflicts lists the edges of the graph in the order of the file.
func Conflicts() []Conflict { return slices.Clone(duties.Conflicts) }

// Holder is who has a duty. A zero id is unknown and equals nothing.
type Holder struct {
	Person  ident.ID
	Account ident.ID
	Unit    ident.ID
}

// HolderOf makes a holder of an actor.
func HolderOf(a *ident.Actor) Holder {
	return Holder{Person: a.Person, Account: a.Account, Unit: a.Unit}
}

// DutyAct says that somebody had a duty on an object.
type DutyAct struct {
	Duty string
	Holder
	At time.Time
}

// Act notes that the transaction's actor performs duty on object, in the
// actor's zone. It refuses when the actor stands aside (回避), or when the same
// person or account, or for some duties the same unit, already had a
// conflicting duty on that object. Having the same duty again is no conflict.
// The caller's ledger entry covers it.
func Act(tx *store.Tx, duty, object string) error {
	return Assign(tx, duty, object, HolderOf(tx.Actor()))
}

// Assign notes that holder has duty on object: an assignment is checked like
// an act, so that a conflict shows when the work is given, not when it is done.
func Assign(tx *store.Tx, duty, object string, holder Holder) error {
	if object == "" {
		return NoObject.New()
	}
	zone := tx.Actor().Zone
	if _, err := tx.Exec(sqlLockObject, zone, object); err != nil {
		return err
	}
	acts, err := Acts(tx, zone, object)
	if err != nil {
		return err
	}
	if err := refuseDuty(tx, zone, duty, object, holder, acts); err != nil {
		return err
	}
	for _, a := range acts {
		if a.Duty == duty && a.Holder == holder {
			return nil
		}
	}
	return insertAct(tx, zone, object, DutyAct{Duty: duty, Holder: holder, At: tx.Now()})
}

// MayAct answers whether Act would pass for actor, without noting anything; it
// is what buttons ask.
func MayAct(r store.Reader, actor *ident.Actor, duty, object string) error {
	acts, err := Acts(r, actor.Zone, object)
	if err != nil {
		return err
	}
	return refuseDuty(r, actor.Zone, duty, object, HolderOf(actor), acts)
}

func refuseDuty(r store.Reader, zone int64, duty, object string, holder Holder, acts []DutyAct) error {
	info, ok := duties.Duties[duty]
	if !ok {
		return UnknownDuty.New()
	}
	if !info.Party {
		aside, err := Recused(r, zone, object, holder.Person)
		if err != nil {
			return err
		}
		if aside {
			return StoodAside.New("duty_zh", info.ZH, "duty_en", info.EN)
		}
	}
	return dutyConflict(info, holder, acts)
}

// dutyConflict is the pure rule: does having this duty clash with what was
// done before?
func dutyConflict(duty DutyInfo, holder Holder, acts []DutyAct) error {
	for _, c := range duties.Conflicts {
		held, ok := c.other(duty.Name)
		if !ok {
			continue
		}
		for _, a := range acts {
			if a.Duty != held || !c.same(a.Holder, holder) {
				continue
			}
			code := DutyConflict
			if c.By == "unit" {
				code = UnitConflict
			}
			before := duties.Duties[held]
			return code.New("rule_zh", c.ZH, "rule_en", c.EN, "held_zh", before.ZH, "held_en", before.EN,
				"duty_zh", duty.ZH, "duty_en", duty.EN)
		}
	}
	return nil
}

// other gives the duty at the far end of the edge.
func (c Conflict) other(duty string) (string, bool) {
	switch duty {
	case c.Pair[0]:
		return c.Pair[1], true
	case c.Pair[1]:
		return c.Pair[0], true
	}
	return "", false
}

// same reports whether both holders are one in the sense of the edge.
func (c Conflict) same(a, b Holder) bool {
	equal := func(x, y ident.ID) bool { return x == y && !x.IsZero() }
	if c.By == "unit" {
		return equal(a.Unit, b.Unit)
	}
	return equal(a.Person, b.Person) || equal(a.Account, b.Account)
}
