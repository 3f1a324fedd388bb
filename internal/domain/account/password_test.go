package account

import (
	"context"
	"strings"
	"testing"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
)

// Sixty passwords of an account "zhangsan", 测试张三, under mlps3: at least 10
// characters of 3 classes, not weak, without the login or the name.
func TestPasswordsOfMLPS3(t *testing.T) {
	var ok *fault.Code
	for _, c := range []struct {
		password string
		want     *fault.Code
	}{
		{"Lv-shan.2040", ok}, {"Qingshui_7bei", ok}, {"xT9!mmKqR2", ok}, {"Kx8#vQ2m@Lp", ok}, {"9fGh-2kLm-7Q", ok},
		{"Huangshan-Song4", ok}, {"TaiHu+LvMo9", ok}, {"云台山Yun7-tai", ok}, {"Jian.Ding_82kp", ok}, {"zX3&nB7*wQ", ok},
		{"Mei Lan 7 Zhu!", ok}, {"g7Hj9Kl2Zx", ok}, {"R4nd0mW0rdsXy", ok}, {"Shu1Qian-Deng", ok}, {"f!G2h#J4k%", ok},
		{"Tong~Ling~58q", ok}, {"A9b8C7d6E5!", ok}, {"Pudong&Nan_31x", ok}, {"yue-Liang.6Tx", ok}, {"Hai2Kuo1Tian0!q", ok},
		{"", PasswordShort}, {"Ab1!", PasswordShort}, {"Lv-shan.2", PasswordShort}, {"aB3$eF6&h", PasswordShort}, {"青山7Lv-", PasswordShort},
		{"lvshanqingshui", PasswordPlain}, {"LVSHANQINGSHUI", PasswordPlain}, {"lvshan2040abq", PasswordPlain}, {"LVSHAN-QINGSHUI", PasswordPlain}, {"lv-shan-qing-shui", PasswordPlain},
		{"8273645019", PasswordPlain}, {"82736-45019", PasswordPlain}, {"LVSHAN2040ZZQ", PasswordPlain}, {"lv_shan.qing", PasswordPlain}, {"ｌｖｓｈａｎｑｉｎｇ", PasswordPlain},
		{"Password123", PasswordWeak}, {"P@ssw0rd2024!", PasswordWeak}, {"Passw0rd!!2019", PasswordWeak}, {"Admin@123456", PasswordWeak}, {"Admin#2024#", PasswordWeak},
		{"Aa@123456789", PasswordWeak}, {"Abc123456!", PasswordWeak}, {"Qwer1234!@#$", PasswordWeak}, {"Qwerty!2024", PasswordWeak}, {"1qaz@WSX3edc", PasswordWeak},
		{"Woaini1314!", PasswordWeak}, {"Jingkai@2024", PasswordWeak}, {"Kaifaqu#2020", PasswordWeak}, {"Guanweihui1!", PasswordWeak}, {"Zhongguo@1949", PasswordWeak},
		{"Beijing@2008", PasswordWeak}, {"Huawei@123!!", PasswordWeak}, {"Wang@20190101", PasswordWeak}, {"Aaaa1111!!!!", PasswordWeak}, {"Ab1!Ab1!Ab1!", PasswordWeak},
		{"Xk!123456tQw", PasswordWeak}, {"Hgfdsa-7654Q", PasswordWeak}, {"Zhangsan-88q!", PasswordOwnName}, {"xX-zhangSAN-7", PasswordOwnName}, {"测试张三Abc-12", PasswordOwnName},
	} {
		err := Profiles["mlps3"].CheckPassword(c.password, "zhangsan", "测试张三")
		if c.want == ok && err != nil || c.want != ok && !c.want.Is(err) {
			t.Errorf("%q: got %v, want %v", c.password, err, c.want)
		}
		if err != nil && c.password != "" && strings.Contains(err.Error(), c.password) {
			t.Errorf("the refusal repeats the password: %v", err)
		}
	}
	if err := Profiles["mlps3"].CheckPassword(strings.Repeat("Aq1!", 65), "x1", "y"); !PasswordLong.Is(err) {
		t.Errorf("260 bytes: %v", err)
	}
}

func TestPasswordFaultsComeTogether(t *testing.T) {
	err := Profiles["mlps3"].CheckPassword("admin", "admin", "测试甲")
	for _, code := range []*fault.Code{PasswordShort, PasswordPlain, PasswordWeak, PasswordOwnName} {
		if !code.Is(err) {
			t.Errorf("%s is missing in %v", code.Name, err)
		}
	}
}

// The other school asks for length alone.
func TestPasswordsOfASVS(t *testing.T) {
	p := Profiles["asvs"]
	if err := p.CheckPassword("correct horse staple", "zhangsan", "测试张三"); err != nil {
		t.Error(err)
	}
	if err := p.CheckPassword("lvshan2040", "zhangsan", "测试张三"); !PasswordShort.Is(err) {
		t.Error(err)
	}
	if err := p.CheckPassword("password123456", "zhangsan", "测试张三"); !PasswordWeak.Is(err) {
		t.Error(err)
	}
}

func TestWeakListIsLoaded(t *testing.T) {
	if len(weak) < 300 {
		t.Errorf("only %d weak words", len(weak))
	}
	for word := range weak {
		if word != strings.ToLower(word) || strings.ContainsAny(word, " \t") {
			t.Errorf("%q never matches", word)
		}
	}
}

func TestHashes(t *testing.T) {
	ctx := context.Background()
	hash, err := hashPassword(ctx, "Lv-shan.2040")
	if err != nil {
		t.Fatal(err)
	}
	again, err := hashPassword(ctx, "Lv-shan.2040")
	if err != nil || hash == again {
		t.Errorf("two hashes are equal, or %v", err)
	}
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("hash %s", hash)
	}
	for password, want := range map[string]bool{"Lv-shan.2040": true, "Ｌｖ-shan.2040": true, "lv-shan.2040": false, "": false} {
		if got, err := verifyPassword(ctx, hash, password); got != want || err != nil {
			t.Errorf("%q: %v, %v", password, got, err)
		}
	}
	for _, password := range []string{"", "Lv-shan.2040"} {
		if got, err := verifyPassword(ctx, "", password); got || err != nil {
			t.Errorf("nobody's password is %q: %v", password, err)
		}
	}
	if _, err := verifyPassword(ctx, "plain", "plain"); err == nil {
		t.Error("a plain text passes for a hash")
	}
}

func TestHashingIsBounded(t *testing.T) {
	for range hashesAtOne {
		release, err := slot(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		defer release()
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := slot(stopped); !Busy.Is(err) {
		t.Errorf("a third hash at the same time: %v", err)
	}
	hashWaiting.Add(hashQueue)
	defer hashWaiting.Add(-hashQueue)
	if _, err := slot(context.Background()); !Busy.Is(err) {
		t.Errorf("a queue without end: %v", err)
	}
}

func FuzzCheckPassword(f *testing.F) {
	f.Add("Lv-shan.2040", "zhangsan")
	f.Add("\xff", "")
	f.Add("ﬃ№", "ß")
	f.Fuzz(func(t *testing.T, password, login string) {
		for _, p := range Profiles {
			if p.CheckPassword(password, login, "测试") == nil && len(password) < p.Min {
				t.Errorf("%q passes", password)
			}
		}
	})
}
