package account

import "testing"

func TestLoginsHaveOneSpelling(t *testing.T) {
	for in, want := range map[string]string{
		"zhangsan": "zhangsan", " ZhangSan ": "zhangsan", "ＺｈａｎｇＳａｎ": "zhangsan", "测试甲": "测试甲",
		"a.b-c_d@zone": "a.b-c_d@zone", "ｆﬁ": "ffi", "13800000000": "13800000000", "Ⅷ号": "viii号",
	} {
		got, err := NormalLogin(in)
		if err != nil || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, in := range []string{"", "a", " ", "a b", "a\tb", "a\x00b", "zhang\u200bsan", "аdmin" /* Cyrillic а */, "ad/min", "<b>", "@abc", "\xff\xfe",
		"ádmin", "αβγ", string(make([]byte, 300)), "a12345678901234567890123456789012345678901234567890123456789012345"} {
		if got, err := NormalLogin(in); !BadLoginName.Is(err) {
			t.Errorf("%q passes as %q", in, got)
		}
	}
}

func FuzzNormalLogin(f *testing.F) {
	for _, s := range []string{"ZhangSan", "ＺｈａｎｇＳａｎ", "测试甲", "ﬁ", "İ", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, err := NormalLogin(s)
		if err != nil {
			return
		}
		if twice, err := NormalLogin(once); err != nil || twice != once {
			t.Errorf("%q becomes %q becomes %q, %v", s, once, twice, err)
		}
	})
}

func FuzzReadToken(f *testing.F) {
	token, _, err := newToken(42)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(token)
	f.Add("1.")
	f.Add("-1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		if zone, digest, ok := readToken(s); ok && (zone < 0 || len(digest) != 32) {
			t.Errorf("%q: zone %d, digest %x", s, zone, digest)
		}
	})
}
