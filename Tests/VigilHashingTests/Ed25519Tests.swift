import Testing
import VigilHashing

@Suite struct `Signatures by Ed25519` {
  struct Vector: Sendable {
    var secret, publicKey, message, signature: String
  }

  /// Tests 1, 2, 3 and SHA(abc) of RFC 8032, section 7.1.
  static let vectors = [
    Vector(
      secret: "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      publicKey: "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", message: "",
      signature: "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    Vector(
      secret: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      publicKey: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", message: "72",
      signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    Vector(
      secret: "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      publicKey: "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", message: "af82",
      signature: "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
    Vector(
      secret: "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      publicKey: "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      message: "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      signature: "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        + "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"),
  ]

  @Test(arguments: vectors) func `agrees with RFC 8032`(vector: Vector) throws {
    let key = try #require(Ed25519.PrivateKey(bytes: bytes(vector.secret)))
    let message = bytes(vector.message)
    #expect(key.publicKey.bytes == bytes(vector.publicKey))
    #expect(key.signature(of: message) == bytes(vector.signature))
    #expect(key.publicKey.isSignature(bytes(vector.signature), of: message))
  }

  @Test func `fails for every flipped bit of a signature and of a message`() {
    let key = Ed25519.PrivateKey()
    let message = Array("the clip of 14:02".utf8)
    let signature = key.signature(of: message)
    for bit in 0..<(8 * signature.count) {
      var other = signature
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!key.publicKey.isSignature(other, of: message))
    }
    for bit in 0..<(8 * message.count) {
      var other = message
      other[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(!key.publicKey.isSignature(signature, of: other))
    }
    #expect(!key.publicKey.isSignature(Array(signature.dropLast()), of: message))
    #expect(!Ed25519.PrivateKey().publicKey.isSignature(signature, of: message))
  }

  @Test func `comes back from its text`() throws {
    let key = Ed25519.PrivateKey()
    let again = try #require(Ed25519.PrivateKey(pem: key.secretPEM()))
    #expect(again.publicKey == key.publicKey)
    #expect(Ed25519.PublicKey(pem: key.publicKey.pem) == key.publicKey)
    // The other label, half a text, twice the text, another kind of key.
    #expect(Ed25519.PrivateKey(pem: key.publicKey.pem) == nil)
    #expect(Ed25519.PublicKey(pem: String(key.publicKey.pem.dropLast(30))) == nil)
    #expect(Ed25519.PublicKey(pem: key.publicKey.pem + key.publicKey.pem) == nil)
    #expect(
      Ed25519.PublicKey(pem: "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA\n-----END PUBLIC KEY-----\n")
        == nil)
    #expect(Ed25519.PublicKey(bytes: [1, 2, 3]) == nil)
  }

  @Test func `shows nothing of its secret`() {
    let key = Ed25519.PrivateKey()
    let secret = key.secretPEM().split(separator: "\n")[1]
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains(secret))
      #expect(text.contains(key.publicKey.fingerprint))
    }
  }

  private func bytes(_ digits: String) -> [UInt8] {
    stride(from: 0, to: digits.count, by: 2).map { offset in
      let start = digits.index(digits.startIndex, offsetBy: offset)
      return UInt8(digits[start..<digits.index(start, offsetBy: 2)], radix: 16) ?? 0
    }
  }
}
