import Testing
import VigilCore
import VigilTensorFiles

/// What PyTorch's loader for weights alone takes, and what it does not.
@Suite struct `A pickle of weights` {
  /// Protocol 2, then these instructions.
  static func bytes(_ instructions: String) -> Bytes {
    Bytes([0x80, 2] + instructions.unicodeScalars.map { UInt8($0.value) }, name: "test")
  }

  /// A tensor of two bytes, by this function with more arguments.
  static func tensor(_ function: String, _ more: String = "") -> String {
    let storage = "(U\u{7}storagectorch\nByteStorage\nU\u{1}0U\u{3}cpuK\u{2}tQ"
    return "ctorch._utils\n\(function)\n(\(storage)K\u{0}K\u{2}\u{85}K\u{1}\u{85}\(more)tR"
  }

  static let twoBytes = NamedTensor(name: "w", tensor: Tensor(shape: [2], values: [7, 8]))

  static func read(_ instructions: String) throws -> Checkpoint {
    try Checkpoint.torch(
      pickle: bytes(instructions), storages: ["0": Bytes([7, 8], name: "storage")])
  }

  @Test(arguments: [
    tensor("_rebuild_tensor"), tensor("_rebuild_tensor_v2", "\u{89}ccollections\nOrderedDict\n)R"),
    // A parameter with attributes, and a tensor with attributes.
    "ctorch._utils\n_rebuild_parameter_with_state\n(" + tensor("_rebuild_tensor_v2") + "\u{88}}}tR",
    "ctorch._tensor\n_rebuild_from_type_v2\n(ctorch._utils\n_rebuild_tensor_v2\nctorch\nTensor\n("
      + "(U\u{7}storagectorch\nByteStorage\nU\u{1}0U\u{3}cpuK\u{2}tQK\u{0}K\u{2}\u{85}K\u{1}\u{85}t}tR",
    "ctorch._utils\n_rebuild_device_tensor_from_cpu_tensor\n(" + tensor("_rebuild_tensor_v2")
      + "ctorch\nfloat32\nU\u{4}cuda\u{88}tR",
  ])
  func `may wrap its tensors in every way that PyTorch knows`(tensor: String) throws {
    #expect(try Self.read("}U\u{1}w\(tensor)s.").tensors == [Self.twoBytes])
  }

  @Test(arguments: [
    "ccollections\nCounter\n}K\u{1E}K\u{1}s\u{85}R", "ccollections\nCounter\n)R",
    "ctorch\nSize\n(K\u{2}K\u{3}t\u{85}R",
    "ctorch\ndevice\nU\u{4}cudaK\u{0}\u{86}R", "ctorch\nfloat16\n",
    "ctorch.serialization\n_get_layout\nU\u{7}strided\u{85}R",
    "c__builtin__\nset\n]K\u{1}a\u{85}R", "cbuiltins\nset\n]\u{85}R", "\u{8F}(K\u{1}K\u{2}\u{90}",
    "(K\u{1}\u{91}",
    "cbuiltins\ncomplex\nG\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}K\u{1}\u{86}R",
    "cbuiltins\nbytearray\nU\u{2}ab\u{85}R",
    "\u{96}\u{2}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}ab",
  ])
  func `may have beside it whatever PyTorch's safe loader takes`(value: String) throws {
    #expect(
      try Self.read("}U\u{4}else\(value)sU\u{1}w\(Self.tensor("_rebuild_tensor_v2"))s.").tensors == [
        Self.twoBytes
      ])
  }

  @Test func `keeps a scheduler's counts as what they are`() throws {
    let checkpoint = try Self.read(
      "}U\u{3}net}U\u{1}w\(Self.tensor("_rebuild_tensor_v2"))ss"
        + "U\u{A}milestonesccollections\nCounter\n}K\u{1E}K\u{1}s\u{85}Rs.")
    #expect(checkpoint.tensors == [Self.twoBytes])
    #expect(checkpoint.metadata == ["milestones": .dictionary(["30": .integer(1)])])
  }

  @Test func `may be written by NumPy 2 in protocol 5, in any order of axes`() throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/numpy_protocol5.pkl"))
    #expect(checkpoint.container == .pickle)
    #expect(checkpoint["rows"] == Fixture.tensor("rows", [2, 3]))
    #expect(checkpoint["columns"] == Fixture.tensor("columns", [2, 3]))
    let values = Fixture.tensor("turned", [2, 3, 4]).values
    var turned: [Float] = []
    for row in 0..<3 {
      for plane in 0..<2 { turned += values[(plane * 3 + row) * 4..<(plane * 3 + row + 1) * 4] }
    }
    #expect(checkpoint["turned"] == Tensor(shape: [3, 2, 4], values: turned))
  }

  @Test(arguments: [
    "net", "network", "params", "weights", "ema", "model_ema", "student", "generator", "model_dict",
  ])
  func `may lie under any usual name`(name: String) throws {
    let key = "U\(Character(Unicode.Scalar(UInt8(name.utf8.count))))\(name)"
    let checkpoint = try Self.read(
      "}\(key)}U\u{1}w\(Self.tensor("_rebuild_tensor_v2"))ssU\u{5}epochK\u{7}s.")
    #expect(checkpoint.tensors == [Self.twoBytes])
    #expect(checkpoint.metadata == ["epoch": .integer(7)])
  }

  @Test(arguments: [
    ("cargparse\nNamespace\n)\u{81}.", "holds settings (argparse.Namespace)"),
    ("cmodel\nModel\n)\u{81}.", "refers to model.Model, so it holds a whole module"),
    ("ccollections\ndefaultdict\n.", "refers to collections.defaultdict"),
  ])
  func `with more than weights says how to save them`(instructions: String, reason: String) {
    let error = #expect(throws: TensorFileError.self) { try Self.read(instructions) }
    #expect(error?.code == .refused)
    for part in [reason, "nothing was executed", "torch.save(model.state_dict(), \"weights.pth\")"] {
      #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }
  }

  @Test(arguments: [
    ("ctorch._utils\n_rebuild_qtensor\n.", "quantised tensors"),
    ("ctorch._utils\n_rebuild_sparse_tensor\n.", "sparse tensors"),
    ("ctorch._utils\n_rebuild_tensor_v3\n.", "8-bit floats"),
    ("ctorch.storage\nUntypedStorage\n.", "torch.UntypedStorage"),
  ])
  func `of other numbers than plain ones says to save them as float32`(instructions: String, reason: String) {
    let error = #expect(throws: TensorFileError.self) { try Self.read(instructions) }
    #expect(error?.code == .unsupported)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("float32") == true)
  }

  @Test func `is told from a program`() {
    let onnx = #expect(throws: TensorFileError.self) {
      try Checkpoint.read(Bytes([0x08, 0x08, 0x12, 0x07] + Array("pytorch".utf8), name: "model"))
    }
    #expect(onnx?.message.contains("it is an ONNX file") == true)
    #expect(onnx?.message.contains("import the checkpoint it was exported from") == true)
    let script = #expect(throws: TensorFileError.self) {
      try Checkpoint.read(Fixture.url("checkpoints/torchscript.pth"))
    }
    #expect(script?.code == .refused)
    for part in ["is a TorchScript program", "nothing was executed", "torch.jit.load(\"FILE\").state_dict()"]
    {
      #expect(script?.message.contains(part) == true, "\(script?.message ?? "")")
    }
  }
}
