package schemes_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/jingkai-zone/jingkai/internal/engine/scheme"
)

const header = "scheme: {id: made-up, zone: example, title: {zh: 示例方案, en: Made-up scheme}, status: final}\n"

// What the sections find beyond the types of their values.
func TestSectionsFindContradictionsAndRisks(t *testing.T) {
	cases := []struct {
		name, text string
		want       []string
	}{
		{"qualifier without a target", "org: {core_ratio: {qualifier: 近}}",
			[]string{"error org.core_ratio.qualifier org.scheme.qualifier_alone"}},
		{"qualifier with its target", "org: {core_ratio: {target: 70%, qualifier: 近}}", nil},
		{"no level at all", "org: {max_levels: 0}", []string{"error org.max_levels scheme.wrong_type"}},

		{"yearly contract", "people: {contract_years: 1}", []string{"warning people.contract_years people.scheme.short_contract"}},
		{"contract of three years", "people: {contract_years: 3}", nil},
		{"pools over the lowest ceiling", "people: {ceilings: {zone: 90, city: 85}, pools: [{key: a, zh: 甲, en: A, size: 86}]}",
			[]string{"warning people.pools people.scheme.pools_over_ceiling"}},
		{"pools up to the ceiling", "people: {ceilings: {zone: 90, city: 85}, pools: [{key: a, zh: 甲, en: A, size: 85}]}", nil},
		{"pools without a ceiling", "people: {pools: [{key: a, zh: 甲, en: A, size: 85}]}", nil},

		{"issue day without months", "goals: {rhythm: [week], month_issue_by: 3}",
			[]string{"error goals.month_issue_by goals.scheme.month_without_rhythm"}},
		{"the same level twice", "goals: {levels: [lead, unit, lead]}", []string{"error goals.levels goals.scheme.twice"}},

		{"idle above overload", "tasks: {load: {overload: 120%, idle: 120%}}",
			[]string{"error tasks.load.idle tasks.scheme.idle_over_overload"}},
		{"ladder out of order", "tasks: {overdue: {ladder: [{after: 5wd, role: leader}, {after: 5wd, role: principal_leader}]}}",
			[]string{"error tasks.overdue.ladder tasks.scheme.ladder_order"}},
		{"ladder in two units", "tasks: {overdue: {ladder: [{after: 5wd, role: leader}, {after: 10d, role: principal_leader}]}}",
			[]string{"error tasks.overdue.ladder tasks.scheme.ladder_order"}},

		{"red line below yellow", "board: {red: {line: 60}, yellow: {line: 70}}", []string{"error board.red.line board.scheme.lines_cross"}},
		{"red line on yellow", "board: {red: {line: 70}, yellow: {line: 70}}", nil},
		{"no block", "board: {enabled: true, blocks: []}", []string{"error board.blocks board.scheme.no_blocks"}},
		{"switched off with lines", "board: {enabled: false, red: {line: 90}}", []string{"warning board.enabled board.scheme.switched_off"}},
		{"weights of blocks", "board: {blocks: [{key: a, zh: 甲, en: A, weight: 60%}, {key: b, zh: 乙, en: B, weight: 30%}]}",
			[]string{"error board.blocks scheme.weights_sum"}},
		{"weights inside a block", indicators("{key: x, zh: 子, en: X, weight: 60%}"),
			[]string{"error board.blocks[0].indicators scheme.weights_sum"}},
		{"criterion nobody named", "board: {criteria: [], blocks: [{key: a, zh: 甲, en: A, indicators: [{key: x, zh: 子, en: X, criterion: fast}]}]}",
			[]string{"error board.blocks[0].indicators[0].criterion board.scheme.criterion"}},
		{"plan and target", indicators("{key: x, zh: 子, en: X, kind: attainment, measure: board.service, plan_measure: goals.item.plan, target: 5}"),
			[]string{"error board.blocks[0].indicators[0].target board.scheme.plan_and_target"}},
		{"attainment of nothing", indicators("{key: x, zh: 子, en: X, kind: attainment, measure: board.service}"),
			[]string{"error board.blocks[0].indicators[0] board.scheme.no_plan"}},
		{"a given value with a plan", indicators("{key: x, zh: 子, en: X, kind: given, measure: board.service, plan_measure: goals.item.plan}"),
			[]string{"error board.blocks[0].indicators[0].plan_measure scheme.unused"}},
		{"cap under floor", indicators("{key: x, zh: 子, en: X, cap: 50, floor: 50}"),
			[]string{"error board.blocks[0].indicators[0].cap board.scheme.cap_under_floor"}},
		{"tiers from worst to best", indicators("{key: x, zh: 子, en: X, kind: tiers, direction: up, tiers: [{line: 1, points: 50}, {line: 2, points: 100}]}"),
			[]string{"error board.blocks[0].indicators[0].tiers board.scheme.tier_order"}},
		{"tiers from best to worst", indicators("{key: x, zh: 子, en: X, kind: tiers, direction: up, tiers: [{line: 2, points: 100}, {line: 1, points: 50}]}"), nil},

		{"work ends before it starts", "attendance: {hours: {start: 17:30, end: 08:30}}",
			[]string{"error attendance.hours.end attendance.scheme.end_before_start"}},
		{"floor on the base", "attendance: {base: 100, floor: 100}", []string{"error attendance.floor attendance.scheme.floor_over_base"}},
		{"a weight that does not count", "attendance: {counts: false, weight: 10%}",
			[]string{"error attendance.weight attendance.scheme.weight_without_counting"}},
		{"punches kept for ever", "attendance: {retention: 3650d}", []string{"warning attendance.retention attendance.scheme.kept_long"}},
		{"a negative deduction", "attendance: {deductions: {late: -1}}", []string{"error attendance.deductions.late scheme.below"}},

		{"nobody, and yet a person", published("mask: nobody, fields: [rank, person]"),
			[]string{"error publish.documents[0].mask publish.scheme.mask_contradicts"}},
		{"names for everybody", published("audience: public, mask: name, fields: [rank, person]"),
			[]string{"warning publish.documents[0].audience publish.scheme.names_in_public"}},
		{"names inside the zone", published("audience: zone, mask: name, fields: [rank, person]"), nil},
		{"scores by part of people", published("audience: zone, mask: employee_no, fields: [person, parts]"),
			[]string{"warning publish.documents[0].fields publish.scheme.scores_of_people"}},
		{"a personal number", published("fields: [id_number]"), []string{"error publish.documents[0].fields[0] scheme.choice"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, problems := scheme.Parse([]byte(header + c.text + "\n"))
			var got []string
			for _, p := range problems {
				got = append(got, fmt.Sprintf("%s %s %s", p.Severity, p.Path, p.Code))
				if p.Line != 2 {
					t.Errorf("line %d, want 2", p.Line)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func indicators(one string) string {
	return "board: {blocks: [{key: a, zh: 甲, en: A, indicators: [" + one + "]}]}"
}

func published(settings string) string {
	return "publish: {documents: [{key: a, zh: 甲, en: A, " + settings + "}]}"
}
