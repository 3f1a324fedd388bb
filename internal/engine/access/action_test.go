package access

import "testing"

func TestDeclareRefusesNonsense(t *testing.T) {
	for name, a := range map[string]Action{
		"no room":       {Name: "goals.x", TitleZH: "甲", TitleEN: "a", Kind: Read},
		"other room":    {Name: "goals.x", Room: "tasks", TitleZH: "甲", TitleEN: "a", Kind: Read},
		"no title":      {Name: "goals.x", Room: "goals", TitleZH: "甲", Kind: Read},
		"no kind":       {Name: "goals.x", Room: "goals", TitleZH: "甲", TitleEN: "a"},
		"different one": {Name: "goals.read", Room: "goals", TitleZH: "甲", TitleEN: "a", Kind: Write},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("accepted")
				}
			}()
			Declare(a)
		})
	}
	if _, ok := Find("goals.x"); ok {
		t.Error("a refused action is in the catalogue")
	}
}
