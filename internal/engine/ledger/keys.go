package ledger

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/jingkai-zone/jingkai/internal/base/fault"
	"github.com/jingkai-zone/jingkai/internal/base/merklelog"
)

// Refusals about keys.
var (
	BadKeyFile = fault.Define(fault.Unavailable, "ledger.key_file", "GB/T 39786 8.4",
		"台账密钥文件 {file} 无法读取或已损坏。请从备份恢复该文件。",
		"The ledger's key file {file} cannot be read or is damaged. Restore it from a backup.")
	KeyMissing = fault.Define(fault.Unavailable, "ledger.key_missing", "GB/T 39786 8.4",
		"数据库中的台账由密钥 {key} 签署，但本机没有该密钥。请恢复 keys 文件夹；确已遗失的，由系统管理员运行 jingkai ledger adopt 换钥并留痕。",
		"The ledgers in the database are signed with key {key}, which is not here. Restore the keys folder; if it is lost for good, the system administrator changes the key on record with jingkai ledger adopt.")
)

// keyring is the folder of keys. The private key is readable by the owner
// only; the public key beside it is what outsiders are given to trust. Public
// keys of earlier times stay, so that old checkpoints can still be checked.
type keyring struct {
	dir    string
	name   string
	random io.Reader
	mu     sync.Mutex
	mine   map[merklelog.Suite]*merklelog.PrivateKey
}

func openKeyring(dir, name string, random io.Reader) (*keyring, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, BadKeyFile.Wrap(err, "file", dir)
	}
	return &keyring{dir: dir, name: name, random: random, mine: map[merklelog.Suite]*merklelog.PrivateKey{}}, nil
}

func (k *keyring) file(s merklelog.Suite) string {
	return filepath.Join(k.dir, "ledger-"+string(s)+".key")
}

// signer gives the suite's private key and makes it at first use.
func (k *keyring) signer(s merklelog.Suite) (*merklelog.PrivateKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if key := k.mine[s]; key != nil {
		return key, nil
	}
	file := k.file(s)
	raw, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return k.create(s)
	}
	if err != nil {
		return nil, BadKeyFile.Wrap(err, "file", file)
	}
	key, err := merklelog.ParsePrivateKey(string(raw), k.random)
	if err != nil || key.Public().Suite() != s {
		return nil, BadKeyFile.Wrap(err, "file", file)
	}
	k.mine[s] = key
	return key, k.publish(key.Public().String())
}

// create makes a key. The file is made exclusively: two processes starting at
// once on one folder end with the same key.
func (k *keyring) create(s merklelog.Suite) (*merklelog.PrivateKey, error) {
	key, err := merklelog.GenerateKey(s, k.name, k.random)
	if err != nil {
		return nil, err
	}
	file := k.file(s)
	temp, err := tempSynced(file, []byte(key.Encode()+"\n"), 0o600)
	if err != nil {
		return nil, BadKeyFile.Wrap(err, "file", file)
	}
	// Linking, unlike renaming, fails when the name is taken.
	err = os.Link(temp, file)
	if gone := os.Remove(temp); gone != nil && err == nil {
		err = gone
	}
	if errors.Is(err, fs.ErrExist) {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, BadKeyFile.Wrap(err, "file", file)
		}
		if key, err = merklelog.ParsePrivateKey(string(raw), k.random); err != nil {
			return nil, BadKeyFile.Wrap(err, "file", file)
		}
	} else if err != nil {
		return nil, BadKeyFile.Wrap(err, "file", file)
	}
	if err := syncDir(k.dir); err != nil {
		return nil, BadKeyFile.Wrap(err, "file", file)
	}
	k.mine[s] = key
	return key, k.publish(key.Public().String())
}

// has reports whether the suite's private key is here, without making it.
func (k *keyring) has(s merklelog.Suite) bool {
	_, err := os.Stat(k.file(s))
	return err == nil
}

// publish writes a public key into the folder, under a name that no other key
// will take.
func (k *keyring) publish(public string) error {
	parsed, err := merklelog.ParsePublicKey(public)
	if err != nil {
		return err
	}
	file := filepath.Join(k.dir, fmt.Sprintf("ledger-%s-%08x.pub", parsed.Suite(), parsed.KeyHash()))
	if _, err := os.Stat(file); err == nil {
		return nil
	}
	if err := replaceSynced(file, []byte(public+"\n"), 0o644); err != nil {
		return BadKeyFile.Wrap(err, "file", file)
	}
	return nil
}

// PublicKeys reads the public keys in dir/keys, present and past ones. They
// are the keys [Verify] trusts.
func PublicKeys(dir string) ([]*merklelog.PublicKey, error) {
	files, err := filepath.Glob(filepath.Join(dir, keysFolder, "*.pub"))
	if err != nil {
		return nil, err
	}
	out := make([]*merklelog.PublicKey, 0, len(files))
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, BadKeyFile.Wrap(err, "file", file)
		}
		key, err := merklelog.ParsePublicKey(strings.TrimSpace(string(raw)))
		if err != nil {
			return nil, BadKeyFile.Wrap(err, "file", file)
		}
		out = append(out, key)
	}
	return out, nil
}
