package score

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/jingkai-zone/jingkai/internal/base/exact"
)

var formulaNames = Vocabulary{"a": {}, "b": {}, "c": {}, "project.signed": {}, "完成投资": {}}

func TestFormulaNumbers(t *testing.T) {
	values := map[string]exact.Ratio{"a": exact.MustRatio("103.39"), "b": exact.MustRatio("153.52"), "c": exact.FromInt(-2),
		"project.signed": exact.FromInt(7), "完成投资": exact.MustRatio("0.1")}
	for text, want := range map[string]string{
		"0.1 + 0.2":          "3/10", // a binary float gives 0.30000000000000004
		"a / b * 100":        "258475/3838",
		"1/3 + 1/3 + 1/3":    "1",
		"2 + 3 * 4 - 1":      "13",
		"(2 + 3) * -4":       "-20",
		"min(a, b, 100)":     "100",
		"max(c, -1)":         "-1",
		"abs(c)":             "2",
		"c | abs()":          "2", // the pipe of the expression language is the same call
		"mean(1, 2, 4)":      "7/3",
		"clamp(a, 0, 100)":   "100",
		"clamp(c, 0, 100)":   "0",
		"a >= 100 ? 100 : a": "100",
		"if a > b { 1 } else if c < 0 { 2 } else { 3 }": "2",
		"a > 1 and not (b < 1) ? 5 : 6":                 "5",
		"0 < c && a / 0 > 1 ? 1 : 2":                    "2", // the second half is not asked
		"1 < 2 < 3 ? 1 : 0":                             "1",
		"project.signed * 2":                            "14",
		"完成投资 + 0.2":                                    "3/10",
		"c == -2 || false ? 1 : 0":                      "1",
		"a != a ? 1 : 0":                                "0",
		"+a - a":                                        "0",
		"9007199254740993.1 * 10":                       "90071992547409931",
	} {
		f, err := CompileFormula(text, formulaNames)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		var in []exact.Ratio
		for _, name := range f.Inputs() {
			in = append(in, values[name])
		}
		if got, err := f.Number(in); err != nil || got.Lowest().String() != want {
			t.Errorf("%s = %s, want %s: %v", text, got, want, err)
		}
	}
}

func TestFormulaRefuses(t *testing.T) {
	for _, text := range []string{"", "  ", "a +", "a ** 2", "a ^ 2", "a % 2", "1e3", "0x10", "0b1", "1_000", `"text"`, "nil", "a; b", "let x = 1; x",
		"map([1,2], # * 2)", "sum([a, b])", "all(1..1000000, # > 0)", "filter([1], true)", "reduce([1], #acc + #)", "1..5", "[a, b]", "{x: a}", "a[0]", "a?.b",
		"a ?? b", "now()", "len(a)", "round(a)", "floor(a)", "ceil(a)", "int(a)", "date('2020-01-01')", "repeat('x', 1000000)",
		"a matches 'x'", "a in [1]", "true + 1", "a and b", "not a", "-true", "a > b > true", "a > 1", "true", "a ? 1 : 2", "a > 1 ? 1 : true",
		"min(a)", "abs(a, b)", "clamp(a, 1)", "min(a > 1, b)", "a.b()", "$env", "$env.a", "::a", "f(a)", "true == true ? 1 : 2",
		strings.Repeat("(", 400) + "a" + strings.Repeat(")", 400) + "*", strings.Repeat("a+", 150) + "a", strings.Repeat("1", 2000)} {
		_, err := CompileFormula(text, formulaNames)
		if err == nil {
			t.Errorf("%.40q went through", text)
		} else if !BadFormula.Is(err) && !UnknownMeasure.Is(err) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
	for _, text := range []string{"age", "a + sex", "person.age", "a > 0 ? gender : 1", "min(birth_year, 2)", "年龄 / 2", "a * 性别", "sealed.grade"} {
		if _, err := CompileFormula(text, Vocabulary{"a": {}, "age": {}, "sex": {}, "person.age": {}, "gender": {}, "birth_year": {}, "年龄": {}, "性别": {}, "sealed.grade": {}}); !SealedName.Is(err) {
			t.Errorf("%s: %v", text, err)
		}
	}
	if _, err := CompileFormula("a + unheard", formulaNames); !UnknownMeasure.Is(err) {
		t.Errorf("an unknown name: %v", err)
	}
}

func TestGuard(t *testing.T) {
	g, err := CompileGuard("a >= 90 and b < 3", formulaNames)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		a, b string
		want bool
	}{{"90", "2.99", true}, {"89.999", "1", false}, {"90", "3", false}} {
		if got, err := g.Holds([]exact.Ratio{exact.MustRatio(c.a), exact.MustRatio(c.b)}); err != nil || got != c.want {
			t.Errorf("%s %s: %v %v", c.a, c.b, got, err)
		}
	}
	if _, err := CompileGuard("a + b", formulaNames); !BadFormula.Is(err) {
		t.Errorf("a number as a guard: %v", err)
	}
}

// A division by zero is refused, never infinite.
func TestFormulaZero(t *testing.T) {
	f, err := CompileFormula("a / b", formulaNames)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Number([]exact.Ratio{exact.FromInt(1), exact.FromInt(0)}); !exact.ZeroDivisor.Is(err) {
		t.Error(err)
	}
}

// Value and Score agree, weights of any fractions sum to the mean, and a
// score lies between its lowest and highest part.
func TestWeightedMeanLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		raw, sum := make([]int64, n), int64(0)
		for i := range raw {
			raw[i] = rapid.Int64Range(0, 50).Draw(t, "weight")
			sum += raw[i]
		}
		if sum == 0 {
			raw[0], sum = 1, 1
		}
		names, tree := Vocabulary{}, Tree{Key: "t", Name: Words{"总", "t"}, Places: new(2), Mode: exact.HalfEven, Missing: Exclude}
		item, low, high := Item{Facts: Facts{}}, exact.FromInt(101), exact.FromInt(-1)
		for i := range raw {
			key := string(rune('a' + i))
			names[key] = Words{key, key}
			w, err := exact.FromInt(raw[i]).Quo(exact.FromInt(sum))
			if err != nil {
				t.Fatal(err)
			}
			tree.Parts = append(tree.Parts, Node{Key: key, Name: Words{key, key}, Weight: &w, Given: &Given{Input: key, Low: new(exact.FromInt(0)), High: new(exact.FromInt(100))}})
			if rapid.Bool().Draw(t, "there") {
				v := exact.FromDecimal(exact.Int(rapid.Int64Range(0, 100).Draw(t, "value")))
				item.Facts[key] = []Fact{{Value: v}}
				if raw[i] > 0 {
					low, high = low.Min(v), high.Max(v)
				}
			}
		}
		p, err := Compile(tree, names)
		if err != nil {
			t.Fatal(err)
		}
		result, err := p.Score(item)
		v, d, fastErr := p.Value(item)
		if NothingCounted.Is(err) && NothingCounted.Is(fastErr) && high.Sign() < 0 {
			return
		}
		if err != nil || fastErr != nil {
			t.Fatal(err, fastErr)
		}
		if !v.Equal(result.Exact) || !d.Equal(result.Score) || v.Cmp(low) < 0 || v.Cmp(high) > 0 {
			t.Fatalf("%s, %s, between %s and %s", v, result.Exact, low, high)
		}
	})
}

func FuzzFormula(f *testing.F) {
	for _, text := range []string{"a / b * 100", "min(a, 1) > 2 ? a : b", "if a > 1 {1} else {2}", "((a", "all([1], #)", "a.b.c", "let x = a; x", "0.1+.2"} {
		f.Add(text)
	}
	in := []exact.Ratio{exact.MustRatio("1.5"), exact.FromInt(-2), exact.FromInt(0), exact.FromInt(3), exact.FromInt(4)}
	f.Fuzz(func(t *testing.T, text string) {
		formula, err := CompileFormula(text, formulaNames)
		if err != nil {
			return
		}
		first, err := formula.Number(in[:len(formula.Inputs())])
		if err != nil {
			if !exact.ZeroDivisor.Is(err) {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		if second, err := formula.Number(in[:len(formula.Inputs())]); err != nil || !second.Equal(first) {
			t.Fatalf("%q gave %s, then %s: %v", text, first, second, err)
		}
	})
}
