"""Opens and checks the vectors of this folder without a line of Sallyport's code: python3 check.py

Needs the package `cryptography` >= 48 (ML-KEM and ML-DSA of OpenSSL). Written from docs/formats.md alone.
"""
import base64
import hashlib
import hmac
import json
import pathlib
import re
import struct
import sys

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import mldsa, mlkem
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent
SUITE1 = "ML-KEM-768+HKDF-SHA-512+AES-256-GCM+ML-DSA-65+HMAC-SHA-512"
SUITEV = "ML-KEM-768+KMS+HKDF-SHA-512+AES-256-GCM"
ID = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
LABELS = {"tenant_id": "ten_", "kem_key_id": "kk_", "signing_key_id": "sk_", "hmac_key_id": "hk_",
          "integration_id": "int_", "audit_event_id": "aud_"}


class Refused(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Refused(why)


def h(data):
    return hashlib.sha512(data).digest()


def lp(value):
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">I", len(data)) + data


def hkdf(key, info, length):
    return HKDF(SHA512(), length, bytes(64), info).derive(key)


def no_twins(pairs):
    need(len({k for k, _ in pairs}) == len(pairs), "member twice")
    return dict(pairs)


def b64(text, sizes):
    need(isinstance(text, str), "not text")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as e:
        raise Refused("base64") from e
    need(base64.b64encode(data).decode() == text and len(data) in sizes, "loose base64 or size")
    return data


def ident(obj, name):
    value = obj.get(name)
    need(isinstance(value, str) and ID.fullmatch(value) and value.startswith(LABELS[name]), name)
    return value


def whole(obj, name):
    need(type(obj.get(name)) is int and 0 <= obj[name] < 10**18, name)
    return obj[name]


def open_envelope(text, keys, nonce, digest, now):
    try:
        root = json.loads(text, object_pairs_hook=no_twins)
    except ValueError as e:
        raise Refused("json") from e
    need(root.get("success") is True and whole(root, "version") == 1, "version")
    enc, sig, bind = root["encrypted"], root["signature"], root["binding"]
    need(enc.get("algorithm") == "ML-KEM-768" and enc.get("suite") == SUITE1, "algorithm")
    need(sig.get("algorithm") == "ML-DSA-65+HMAC-SHA-512", "algorithm")
    ct, data = b64(enc.get("ciphertext_kem"), [1088]), b64(enc.get("ciphertext_data"), range(16, 8388625))
    iv, commitment = b64(enc.get("nonce"), [12]), b64(enc.get("key_commitment"), [32])
    pqc, mac = b64(sig.get("pqc_signature"), [3309]), b64(sig.get("hmac_signature"), [64])
    got_nonce, got_digest = b64(bind.get("request_nonce"), range(16, 65)), b64(bind.get("request_digest"), [64])
    leaf, audit = b64(bind.get("audit_leaf"), [32]), ident(root, "audit_event_id")
    need(whole(bind, "status") in (0, 1), "status")
    need(ident(enc, "tenant_id") == ident(sig, "tenant_id") == keys["tenant_id"], "tenant")
    for part, name in ((enc, "kem_key_id"), (sig, "signing_key_id"), (sig, "hmac_key_id")):
        need(ident(part, name) == keys[name], name)
    need(isinstance(bind.get("operation"), str) and ID.fullmatch(bind["operation"]), "operation")
    need(isinstance(enc.get("content_type"), str), "content type")
    need(got_nonce == nonce and got_digest == digest and abs(now - whole(bind, "issued_at")) <= 300000, "binding")
    hdr = (lp("hce1/response") + lp(SUITE1) + lp(enc["tenant_id"]) + lp(audit) + lp(ident(bind, "integration_id"))
           + lp(bind["operation"]) + lp(got_nonce) + lp(got_digest) + struct.pack(">QB", bind["issued_at"], bind["status"])
           + lp(leaf) + lp(enc["content_type"]) + lp(enc["kem_key_id"]) + lp(sig["signing_key_id"])
           + lp(sig["hmac_key_id"]) + lp(h(ct)) + lp(iv) + lp(commitment))
    transcript = hdr + struct.pack(">Q", len(data)) + h(data)
    try:
        mldsa.MLDSA65PublicKey.from_public_bytes(keys["signing_public_key"]).verify(pqc, lp("hce1/sig") + transcript)
        signed = True
    except InvalidSignature:
        signed = False
    tagged = hmac.compare_digest(hmac.digest(keys["hmac_secret"], lp("hce1/mac") + transcript, "sha512"), mac)
    need(signed & tagged, "signatures")
    key = mlkem.MLKEM768PrivateKey.from_seed_bytes(keys["kem_seed"])
    ek = key.public_key().public_bytes_raw()
    info = (lp("hce1/response/key") + lp(SUITE1) + lp(enc["tenant_id"]) + lp(enc["kem_key_id"]) + lp(h(ek)) + lp(h(ct))
            + lp(audit) + lp(got_nonce))
    okm = hkdf(key.decapsulate(ct), info, 64)
    need(hmac.compare_digest(okm[32:], commitment), "commitment")
    try:
        return AESGCM(okm[:32]).decrypt(iv, data, hdr)
    except InvalidTag as e:
        raise Refused("tag") from e


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def raw(self, n):
        need(len(self.data) - self.at >= n, "too short")
        self.at += n
        return self.data[self.at - n:self.at]

    def num(self, n):
        return int.from_bytes(self.raw(n), "big")

    def lp(self):
        return self.raw(self.num(4))


def unseal(record, i):
    r = Reader(record)
    need(r.raw(4) == b"HCV1" and r.num(1) == 1 and r.lp() == SUITEV.encode(), "format")
    tenant, cred, version, kind, created = r.lp(), r.lp(), r.num(4), r.lp(), r.num(8)
    slots = [(r.lp(), r.lp(), r.lp(), r.raw(1088), r.raw(12), r.raw(48)) for _ in range(r.num(1))]
    nonce, commitment, body, sealer, signature = r.raw(12), r.raw(32), r.lp(), r.lp(), r.lp()
    need(r.at == len(record) and len(signature) == 3309 and sealer == i["sealer_key_id"].encode(), "sealer")
    hdr = (lp("hce1/vault") + lp(SUITEV) + lp(tenant) + lp(cred) + struct.pack(">I", version) + lp(kind)
           + struct.pack(">Q", created))
    try:
        mldsa.MLDSA65PublicKey.from_public_bytes(bytes.fromhex(i["sealer_public_key"])).verify(
            signature, lp("hce1/vault/sig") + hdr + lp(nonce) + lp(commitment) + struct.pack(">Q", len(body)) + h(body))
    except InvalidSignature as e:
        raise Refused("signature") from e
    slot = next((s for s in slots if s[0] == i["kem_key_id"].encode()), None)
    need(slot is not None, "slot")
    kem_id, ref, wrapped, ct, wrap_nonce, wrapped_cek = slot
    context = {"app": "sallyport", "purpose": "vault-seal", "tenant_id": tenant.decode(), "credential_id": cred.decode(),
               "version": str(version)}
    need(ref == i["kms_key_ref"].encode() and wrapped.hex() == i["wrapped_data_key"], "kms")
    need(context == i["encryption_context"], "kms context")
    key = mlkem.MLKEM768PrivateKey.from_seed_bytes(bytes.fromhex(i["kem_seed"]))
    ek = key.public_key().public_bytes_raw()
    info = lp("hce1/vault/slot") + hdr + lp(kem_id) + lp(h(ek)) + lp(h(ct)) + lp(commitment)
    kwrap = hkdf(key.decapsulate(ct) + bytes.fromhex(i["data_key"]), info, 32)
    try:
        cek = AESGCM(kwrap).decrypt(wrap_nonce, wrapped_cek, info)
        okm = hkdf(cek, lp("hce1/vault/body") + hdr, 64)
        need(hmac.compare_digest(okm[32:], commitment), "commitment")
        return AESGCM(okm[:32]).decrypt(nonce, body, hdr)
    except InvalidTag as e:
        raise Refused("tag") from e


def refused(call, name):
    try:
        call()
    except Refused:
        return 1
    sys.exit("NOT REFUSED: " + name)


def load(name):
    return json.loads((HERE / name).read_text())


def envelopes():
    file = load("envelope.json")
    keys = {k: v if k.endswith("_id") else bytes.fromhex(v) for k, v in file["keys"].items()}
    request = file["request"]
    body = bytes.fromhex(request["body"])
    digest = h(lp("hce1/request") + lp(request["method"]) + lp(request["path_and_query"]) + lp(body))
    assert digest.hex() == request["digest"]
    cases = {c["name"]: c for c in file["cases"]}
    now = json.loads(cases["result"]["envelope"])["binding"]["issued_at"]
    nonce = base64.b64decode(json.loads(cases["result"]["envelope"])["binding"]["request_nonce"])
    for case in file["cases"]:
        assert open_envelope(case["envelope"], keys, nonce, digest, now).decode() == case["plaintext"]
    base = cases["result"]["envelope"]
    count = 0
    for case in load("envelope-negative.json")["cases"]:
        assert case["replace"] in base, case["name"]
        text = base.replace(case["replace"], case["with"], 1)
        count += refused(lambda text=text: open_envelope(text, keys, nonce, digest, now), case["name"])
    count += refused(lambda: open_envelope(base, keys, nonce, digest, now + 300001), "late")
    count += refused(lambda: open_envelope(base, keys, bytes(16), digest, now), "other request")
    return len(cases), count


def records():
    file = load("sealed-credential.json")
    record = bytes.fromhex(file["record"])
    assert unseal(record, file["inputs"]).decode() == file["inputs"]["secret"]
    assert h(record).hex() == file["record_sha512"]
    count = 0
    for offset in map(int, file["negative_offsets"].split()):
        turned = bytearray(record)
        turned[offset] ^= 1
        count += refused(lambda turned=turned: unseal(bytes(turned), file["inputs"]), f"offset {offset}")
    return count


def keys():
    file = load("keys.json")
    signer = mldsa.MLDSA65PrivateKey.from_seed_bytes(bytes.fromhex(file["signer"]["seed"])).public_key()
    assert signer.public_bytes_raw().hex() == file["signer"]["public_key"]
    kem = {k: bytes.fromhex(v) for k, v in file["ml_kem_768"].items()}
    key = mlkem.MLKEM768PrivateKey.from_seed_bytes(kem["seed"])
    assert key.public_key().public_bytes_raw() == kem["public_key"]
    assert key.decapsulate(kem["ciphertext"]) == kem["shared_secret"]
    d, u, g = file["delegation"], file["unsealing_key"], file["grant"]
    spki = bytes.fromhex("308207b2300b0609608648016503040312038207a100" + d["public_key"])
    signer.verify(bytes.fromhex(d["signature"]), lp("hce1/delegate") + lp(d["key_id"]) + lp(spki)
                  + struct.pack(">QQ", d["not_before"], d["not_after"]))
    signer.verify(bytes.fromhex(u["signature"]), lp("hce1/unsealing-key") + lp(u["tenant_id"]) + lp(u["kem_key_id"])
                  + lp(bytes.fromhex(u["public_key"])))
    signer.verify(bytes.fromhex(g["signature"]), lp("hce1/grant") + lp(g["kind"]) + lp(bytes.fromhex(g["grant"])))


if __name__ == "__main__":
    opened, negatives = envelopes()
    offsets = records()
    keys()
    print(f"{opened} envelopes opened, {negatives} refused; 1 record unsealed, {offsets} refused; keys hold")
