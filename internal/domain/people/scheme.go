package people

import (
	"slices"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

// Scheme is what a zone's scheme says about its people: the section "people".
type Scheme struct {
	Ceilings      Ceilings       `json:"ceilings" zh:"员额总控" en:"Ceilings on headcount"`
	Pools         []Pool         `json:"pools" zh:"编制池" en:"Establishment pools" needs:"编制池的调用|draws on the establishment pool"`
	Sealed        *bool          `json:"sealed" zh:"原身份封存" en:"Original status sealed" needs:"身份封存|the sealing of original status"`
	UnsealReasons []scheme.Named `json:"unseal_reasons" zh:"可启封的情形" en:"Reasons for unsealing" needs:"启封|unsealing"`
	Excluded      []scheme.Named `json:"excluded" zh:"不纳入全员聘任、竞争和排名的人员" en:"Groups outside engagement, competition and ranking" needs:"竞争、排名的人员范围|the population of competitions and rankings"`
	ContractYears *int64         `json:"contract_years" zh:"聘用签约年限" en:"Years of an engagement" scheme:"positive,max=10" needs:"签约|the signing of engagements"`
	TermYears     *int64         `json:"term_years" zh:"班子任期年限" en:"Years of the leading group's term" scheme:"positive,max=10" needs:"任期|terms of the leading group"`
}

// Ceilings are the approved numbers of people engaged (LW-15, LF-26). Where
// several are set the lowest binds, and a refusal names the one that does.
type Ceilings struct {
	Zone     *int64 `json:"zone" zh:"园区员额" en:"Zone's own ceiling" scheme:"min=0" needs:"聘任|any engagement"`
	City     *int64 `json:"city" zh:"市核定数" en:"Approved by the city" scheme:"min=0,optional"`
	Province *int64 `json:"province" zh:"省核定数" en:"Approved by the province" scheme:"min=0,optional"`
}

// Pool is a pool of establishment slots (编制池, LW-16), lent to people and
// returned when they leave.
type Pool struct {
	Key  string `json:"key" zh:"代号" en:"Key" scheme:"key"`
	ZH   string `json:"zh" zh:"中文名称" en:"Chinese name" scheme:"required"`
	EN   string `json:"en" zh:"英文名称" en:"English name" scheme:"required"`
	Size *int64 `json:"size" zh:"数量" en:"Size" scheme:"min=0"`
}

var (
	shortContract = fault.Define(fault.Invalid, "people.scheme.short_contract", "事业单位人事管理条例 12",
		"聘用合同一般不低于三年。一年一签的是岗位协议，应与聘用合同分开；连续两次固定期限劳动合同后，劳动者有权要求订立无固定期限合同（劳动合同法第十四条）。",
		"An employment contract normally runs at least three years. What is signed yearly is the post agreement: keep the two apart. After two fixed terms a worker may ask for an open-ended contract (Labour Contract Law, art. 14).")
	poolsOverCeiling = fault.Define(fault.Invalid, "people.scheme.pools_over_ceiling", "LW-16",
		"各编制池合计 {pools}，多于员额 {ceiling}：其余的编制永远用不上。",
		"The pools hold {pools} slots, more than the ceiling of {ceiling}: the rest can never be used.")
)

// SchemeSection gives the people's part of a scheme.
var SchemeSection = scheme.Register("people", scheme.Options[Scheme]{
	Title: scheme.Text{ZH: "人员", EN: "People"},
	Place: 20,
	Lint:  func(_ *scheme.Doc, s Scheme) []scheme.Problem { return lintScheme(s) },
})

func lintScheme(s Scheme) []scheme.Problem {
	var out []scheme.Problem
	if s.ContractYears != nil && *s.ContractYears < 3 {
		out = append(out, scheme.Risk("contract_years", shortContract))
	}
	var ceilings []int64
	for _, c := range []*int64{s.Ceilings.Zone, s.Ceilings.City, s.Ceilings.Province} {
		if c != nil {
			ceilings = append(ceilings, *c)
		}
	}
	var pools int64
	for _, p := range s.Pools {
		if p.Size != nil {
			pools += *p.Size
		}
	}
	if len(ceilings) > 0 && pools > slices.Min(ceilings) {
		out = append(out, scheme.Risk("pools", poolsOverCeiling, "pools", pools, "ceiling", slices.Min(ceilings)))
	}
	return out
}
