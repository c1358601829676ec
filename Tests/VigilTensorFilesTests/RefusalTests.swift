import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `A file that is not a checkpoint of weights` {
  @Test(arguments: ["attack.pth", "attack.pkl", "attack_protocol4.pkl"])
  func `runs nothing and is named`(name: String) throws {
    let error = #expect(throws: TensorFileError.self) {
      try Checkpoint.read(Fixture.url("checkpoints/\(name)"))
    }
    #expect(error?.code == .refused)
    #expect(
      error?.message.hasSuffix(
        "refers to os.system, which a checkpoint of weights never needs; refused, nothing was executed")
        == true)
    #expect(!FileManager.default.fileExists(atPath: "pickle-was-executed"))
  }

  @Test(arguments: [
    ("truncated.pth", TensorFileError.Code.truncated, "copy or download it again"),
    ("not_a_checkpoint.pth", .wrongKind, "it is a web page"),
    ("complex.pth", .unsupported, "torch.ComplexFloatStorage"),
    ("expanded.pth", .refused, "out of proportion"),
    ("absent.pth", .cannotRead, "No such file"),
  ])
  func `is refused with a reason`(name: String, code: TensorFileError.Code, reason: String) {
    let error = #expect(throws: TensorFileError.self) {
      try Checkpoint.read(Fixture.url("checkpoints/\(name)"))
    }
    #expect(error?.code == code)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("\n") == false)
  }

  @Test(arguments: [
    ("", "it is empty"),
    ("version https://git-lfs.github.com/spec/v1\noid sha256:00", "git lfs pull"),
    ("\n<!DOCTYPE html>", "web page"),
    ("\u{93}NUMPY\u{1}", "neither"),
    ("hello", "neither a PyTorch file, a pickle nor safetensors"),
  ])
  func `is recognised for what it is`(contents: String, reason: String) {
    let error = #expect(throws: TensorFileError.self) {
      try Checkpoint.read(Bytes(Array(contents.utf8), name: "test"))
    }
    #expect(error?.code == .wrongKind)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test func `may be an archive of arrays`() {
    let error = #expect(throws: TensorFileError.self) {
      try Checkpoint.read(Fixture.url("arrays/bundle.npz"))
    }
    #expect(error?.message.contains(".npz") == true)
  }

  @Test func `may be a pipe, which nobody waits for`() throws {
    let folder = ScratchFolder()
    try FileManager.default.createDirectory(at: folder.url, withIntermediateDirectories: true)
    #expect(mkfifo(folder.place("pipe").path, 0o600) == 0)
    let error = #expect(throws: TensorFileError.self) { try Checkpoint.read(folder.place("pipe")) }
    #expect(error?.message.contains("not a regular file") == true)
  }
}

@Suite struct `A hostile pickle` {
  /// Protocol 2, then these instructions.
  static func read(_ instructions: String) throws -> Checkpoint {
    try Checkpoint.read(Bytes([0x80, 2] + instructions.unicodeScalars.map { UInt8($0.value) }, name: "test"))
  }

  @Test(arguments: [
    // Classes made in the ways that are not REDUCE.
    "(i__main__\nx\n.", "(c__main__\nx\no.", "c__main__\nx\n)\u{81}.", "\u{82}\u{1}.",
    // Names of protocol 0, which some scanners do not look for.
    "cbuiltins\neval\n(Vx\ntR.", "c__builtin__\nexec\n.", "cnumpy.testing._private.utils\nrunstring\n.",
    "ctorch.hub\nload\n.", "ctorch\nload\n.", "c\n\n.", "cos\nsystem\n.",
  ])
  func `cannot name what it may not use`(instructions: String) {
    let error = #expect(throws: TensorFileError.self) { try Self.read(instructions) }
    #expect(error?.code == .refused)
    #expect(error?.message.contains("nothing was executed") == true, "\(error?.message ?? "")")
  }

  @Test func `cannot write terminal codes into a message`() {
    let error = #expect(throws: TensorFileError.self) { try Self.read("c\u{1B}[31m\r\u{9B}\nx\n.") }
    #expect(error?.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } == true)
  }

  @Test(arguments: [
    // The stack's end, marks, the memo and calls of things that cannot be called.
    ".", "0.", "t.", "a.", "e.", "]a.", "}s.", "u.", "(]s.", "h\u{7}.", "q\u{0}.", "R.", "NNR.", "b.", "NNb.",
    "(0(t.", "ccollections\nOrderedDict\nNR.", "c_codecs\nencode\n)R.", "Q.", "(Nt", "\u{8A}\u{FF}.",
    "ctorch\nFloatStorage\n)R.", "cnumpy\nndarray\n)R.", "X\u{FF}\u{FF}\u{FF}\u{FF}.",
    "T\u{FF}\u{FF}\u{FF}\u{FF}.",
    "\u{8D}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}.", "\u{93}.", "NN\u{93}.", "2.", "1.", "(1.",
  ])
  func `that makes no sense is refused`(instructions: String) {
    #expect(throws: TensorFileError.self) { try Self.read(instructions) }
  }

  @Test func `may contain itself without end`() {
    // A dictionary under its own key, and a list within itself.
    for instructions in ["}q\u{0}U\u{5}modelh\u{0}s.", "}U\u{1}a]q\u{0}h\u{0}as."] {
      let error = #expect(throws: TensorFileError.self) { try Self.read(instructions) }
      #expect(error?.code == .refused || error?.code == .wrongKind)
    }
  }

  @Test func `may hold its weights elsewhere than under a known name`() throws {
    // {"model": {}, "net": {"w": an array of two bytes}}
    let array =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\nK\u{0}\u{85}U\u{1}btR(K\u{1}K\u{2}\u{85}"
      + "cnumpy\ndtype\n(U\u{2}u1tR\u{89}U\u{2}\u{7}\u{8}tb"
    let checkpoint = try Self.read("}U\u{5}model}sU\u{3}net}U\u{1}w\(array)ss.")
    #expect(checkpoint.tensors == [NamedTensor(name: "net.w", tensor: Tensor(shape: [2], values: [7, 8]))])
  }

  @Test func `may double itself without growing`() {
    // Thirty lists, each holding the one before twice: a billion elements in 200 bytes.
    var instructions = "}U\u{5}model}U\u{1}a]q\u{0}"
    for _ in 0..<30 { instructions += "0(h\u{0}h\u{0}lq\u{0}" }
    let error = #expect(throws: TensorFileError.self) { try Self.read(instructions + "ss.") }
    #expect(error?.code == .refused)
  }

  @Test func `may nest deeper than any stack`() {
    let depth = 200_000
    let instructions =
      "}U\u{1}a" + String(repeating: "]", count: depth) + String(repeating: "a", count: depth - 1)
    let error = #expect(throws: TensorFileError.self) { try Self.read(instructions + "s.") }
    #expect(error?.code == .refused)
  }

  /// A tensor over a storage of four floats; numbers up to 255, `maximum` stands for the largest of all.
  static func tensor(offset: UInt8, shape: String, strides: String) throws -> Checkpoint {
    let storage = "(U\u{7}storagectorch\nFloatStorage\nU\u{1}0U\u{3}cpuK\u{4}tQ"
    let numbers = "K\(Character(Unicode.Scalar(offset)))(\(shape)t(\(strides)t"
    let instructions = "\u{80}\u{2}}U\u{1}wctorch._utils\n_rebuild_tensor_v2\n(\(storage)\(numbers)tRs."
    return try Checkpoint.torch(
      pickle: Bytes(instructions.unicodeScalars.map { UInt8($0.value) }, name: "test"),
      storages: ["0": Bytes([UInt8](repeating: 0, count: 16), name: "storage")])
  }

  static let maximum = "\u{8A}\u{8}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{7F}"
  static let minusOne = "J\u{FF}\u{FF}\u{FF}\u{FF}"

  @Test(arguments: [
    (UInt8(1), "K\u{4}", "K\u{1}"), (4, "", ""), (0, "K\u{3}", "K\u{2}"), (0, "K\u{2}K\u{2}", "K\u{3}K\u{1}"),
    (0, "K\u{2}", maximum), (1, "K\u{2}", maximum), (0, "K\u{3}", maximum), (0, maximum, "K\u{0}"),
    (0, maximum + maximum, "K\u{0}K\u{0}"), (3, "K\u{2}", minusOne), (0, minusOne, "K\u{1}"),
    (0, "K\u{2}", ""), (0, "", "K\u{1}"), (0, "N", "K\u{1}"),
  ])
  func `cannot reach outside its numbers`(offset: UInt8, shape: String, strides: String) throws {
    let error = #expect(throws: TensorFileError.self) {
      try Self.tensor(offset: offset, shape: shape, strides: strides)
    }
    #expect(error?.code == .malformed || error?.code == .refused, "\(error?.message ?? "")")
  }

  @Test func `may use its numbers up to the last`() throws {
    #expect(try Self.tensor(offset: 0, shape: "K\u{4}", strides: "K\u{1}")["w"]?.shape == [4])
    #expect(
      try Self.tensor(offset: 1, shape: "K\u{2}K\u{1}", strides: "K\u{2}" + Self.maximum)["w"]?.shape == [
        2, 1,
      ])
  }

  @Test(arguments: ["N", "]q\u{0}", "("])
  func `cannot fill memory with values`(instruction: String) {
    let error = #expect(throws: TensorFileError.self) {
      try Self.read(String(repeating: instruction, count: 1_100_000))
    }
    #expect(error?.code == .refused)
  }

  @Test func `cannot copy a long list over and over`() {
    let list = "](" + String(repeating: "N", count: 100_000) + "eq\u{0}0"
    let copy = "ccollections\nOrderedDict\nq\u{1}0" + String(repeating: "h\u{1}h\u{0}\u{85}R0", count: 100)
    #expect(throws: TensorFileError.self) { try Self.read(list + copy + ".") }
  }
}
