import Foundation
import Testing
import VigilCore
import VigilTensorFiles
import VigilTestSupport

@Suite(.enabled(if: SharedData.isPresent, "the reference files are not here"))
struct `Checkpoints of the reference networks` {
  static func read(_ name: String) throws -> Checkpoint {
    try Checkpoint.read(SharedData.url("golden/checkpoints/\(name)"))
  }

  /// Every tensor as the rule says, each element changed by `rounding`.
  static func expectRule(_ checkpoint: Checkpoint, _ rounding: (Float) -> Float = { $0 }) {
    for named in checkpoint.tensors {
      let owner = named.name.split(separator: ".").dropLast().joined(separator: ".")
      let expected = ReferenceRule.value(
        named.name, shape: named.tensor.shape, isNorm: checkpoint["\(owner).running_mean"] != nil)
      let values = expected.values.map(rounding)
      #expect(named.tensor.values.map(\.bitPattern) == values.map(\.bitPattern), "\(named.name)")
    }
  }

  @Test(arguments: [
    ("zip.pth", Checkpoint.Container.torchZip), ("legacy.pkl", .torchLegacy),
    ("data_parallel.pth", .torchZip),
  ])
  func `of the detector agree bit for bit`(name: String, container: Checkpoint.Container) throws {
    let checkpoint = try Self.read(name)
    #expect(checkpoint.container == container)
    #expect(checkpoint.tensors.count == 47)
    #expect(checkpoint["Aggregate.conv_1.0.weight"]?.shape == [16, 64, 3])
    #expect(checkpoint["fc1.weight"]?.shape == [512, 64])
    Self.expectRule(checkpoint)
  }

  @Test func `of the detector agree in half precision`() throws {
    Self.expectRule(try Self.read("half.pth")) { Float(Float16($0)) }
    Self.expectRule(try Self.read("bfloat16.pth"), \.roundedToBFloat16)
  }

  @Test func `of the extractor agree bit for bit`() throws {
    let checkpoint = try Self.read("i3d_narrow.pth")
    #expect(checkpoint["conv1.weight"]?.shape == [16, 3, 5, 7, 7])
    #expect(checkpoint.tensors.count > 300)
    Self.expectRule(checkpoint)
  }

  @Test func `of the extractor agree in Caffe2's format`() throws {
    let blobs = try Self.read("caffe2_narrow.pkl")
    #expect(blobs.container == .pickle)
    var compared = 0
    for named in try Self.read("i3d_narrow.pth").tensors {
      guard let blob = Self.blobName(named.name) else { continue }
      #expect(blobs[blob] == named.tensor, "\(blob)")
      compared += 1
    }
    #expect(
      compared == blobs.tensors.count { !$0.name.hasSuffix("_momentum") && !$0.name.hasPrefix("pred_") })
    #expect(
      blobs["pred_w"]
        == Tensor(shape: [400, 512], values: DeterministicValues.uniform("pred_w", count: 204_800)))
    #expect(blobs["conv1_w_momentum"] == Tensor(shape: [1], values: [0]))
  }

  @Test func `that must be refused are`() throws {
    for (name, code) in [
      ("attack.pth", TensorFileError.Code.refused), ("attack.pkl", .refused), ("truncated.pth", .truncated),
      ("not_a_checkpoint.pth", .wrongKind),
    ] {
      let error = #expect(throws: TensorFileError.self) { try Self.read(name) }
      #expect(error?.code == code, "\(name)")
    }
  }

  @Test func `real features are mapped as they are read`() throws {
    let url = SharedData.url("data/features/magazzu_01_002.npy")
    let whole = try NPY.read(url)
    let mapped = try MappedNPY(url)
    #expect(mapped.shape == [30, 10, 2048])
    #expect(mapped.rows(0..<30) == whole)
  }

  /// Caffe2's name of a parameter of the extractor; nothing for counters.
  static func blobName(_ name: String) -> String? {
    let parts = name.split(separator: ".").map(String.init)
    let suffixes = ["weight": "s", "bias": "b", "running_mean": "rm", "running_var": "riv"]
    guard let leaf = parts.last, let suffix = suffixes[leaf] else { return nil }
    if name == "conv1.weight" { return "conv1_w" }
    if parts[0] == "bn1" { return "res_conv1_bn_\(suffix)" }
    guard let layer = parts[0].last.flatMap({ Int(String($0)) }) else { return nil }
    if parts[2] == "nl" {
      let tail = parts[3] == "bn" ? "bn_\(suffix)" : "\(parts[3])_\(leaf.prefix(1))"
      return "nonlocal_conv\(layer + 1)_\(parts[1])_\(tail)"
    }
    let stem = "res\(layer + 1)_\(parts[1])_"
    if parts[2] == "downsample" { return stem + (parts[3] == "0" ? "branch1_w" : "branch1_bn_\(suffix)") }
    let branch = ["1": "a", "2": "b", "3": "c"][String(parts[2].suffix(1))] ?? ""
    return stem + "branch2\(branch)" + (parts[2].hasPrefix("conv") ? "_w" : "_bn_\(suffix)")
  }
}
