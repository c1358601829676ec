import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `A checkpoint` {
  @Test(arguments: [
    ("zip.pth", Checkpoint.Container.torchZip), ("zip_without_checksums.pth", .torchZip),
    ("legacy.pkl", .torchLegacy), ("data_parallel.pth", .torchZip),
  ])
  func `in any container gives the same tensors in the same order`(
    name: String, container: Checkpoint.Container
  ) throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/\(name)"))
    #expect(checkpoint.container == container)
    #expect(checkpoint.tensors.map(\.name) == Fixture.shapes.map(\.key))
    for (name, shape) in Fixture.shapes { #expect(checkpoint[name] == Fixture.tensor(name, shape)) }
    #expect(checkpoint["absent"] == nil)
  }

  @Test func `in half precision is widened exactly`() throws {
    let half = try Checkpoint.read(Fixture.url("checkpoints/half.pth"))
    let brain = try Checkpoint.read(Fixture.url("checkpoints/bfloat16.pth"))
    for (name, shape) in Fixture.shapes {
      let exact = Fixture.tensor(name, shape).values
      #expect(half[name] == Tensor(shape: shape, values: exact.map { Float(Float16($0)) }))
      #expect(brain[name] == Tensor(shape: shape, values: exact.map(\.roundedToBFloat16)))
    }
  }

  @Test func `may hold every type of number`() throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/types.pth"))
    for name in ["float64", "int64", "int32", "int16", "int8", "uint8"] {
      #expect(checkpoint[name] == Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]), "\(name)")
    }
    #expect(checkpoint["bool"] == Tensor(shape: [2, 3], values: [0, 1, 1, 1, 1, 1]))
    #expect(checkpoint["scalar"] == Tensor(shape: [], values: [7]))
    #expect(checkpoint["empty"] == Tensor(shape: [0, 3], values: []))
  }

  @Test(arguments: ["views.pth", "views_legacy.pkl"])
  func `resolves views that share their numbers`(name: String) throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/\(name)"))
    let base = Fixture.tensor("views", [6, 8])
    func picked(_ rows: [Int], _ columns: [Int]) -> Tensor {
      Tensor(
        shape: [rows.count, columns.count],
        values: rows.flatMap { row in columns.map { base.values[row * 8 + $0] } })
    }
    let transposed = (0..<8).flatMap { column in (0..<6).map { base.values[$0 * 8 + column] } }
    #expect(checkpoint["base"] == base)
    #expect(checkpoint["parameter"] == base)
    #expect(checkpoint["transposed"] == Tensor(shape: [8, 6], values: transposed))
    #expect(checkpoint["window"] == picked([1, 2, 3], Array(2..<7)))
    #expect(checkpoint["step"] == picked([0, 2, 4], [0, 3, 6]))
    #expect(checkpoint["row"] == picked([3], Array(0..<8)))
  }

  @Test func `of PyTorch before 1.0 may have storages that are views`() throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/legacy_with_views.pkl"))
    let values = DeterministicValues.uniform("views", count: 48)
    #expect(checkpoint["first"]?.values == Array(values[..<8]))
    #expect(checkpoint["middle"]?.values == Array(values[16..<21]))
  }

  @Test func `of a big-endian machine says so in a record`() throws {
    var contents = try Fixture.contents("checkpoints/zip_without_checksums.pth")
    let place = try #require(contents.indices.first { contents[$0...].starts(with: "little".utf8) })
    contents.replaceSubrange(place..<place + 6, with: "big   ".utf8)
    let checkpoint = try Checkpoint.read(Bytes(contents, name: "test"))
    let swapped = Fixture.tensor("fc.weight", [1, 2]).values.map(\.bitPattern.byteSwapped)
    #expect(checkpoint["fc.weight"]?.values.map(\.bitPattern) == swapped)
  }

  @Test(arguments: ["caffe2.pkl", "caffe2_protocol4.pkl", "caffe2_python2.pkl"])
  func `of Caffe2 is a pickle of arrays under blobs`(name: String) throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/\(name)"))
    #expect(checkpoint.container == .pickle)
    #expect(checkpoint.tensors.map(\.name) == ["conv1_w", "conv1_bn_s", "pred_w", "big"])
    #expect(checkpoint["conv1_w"] == Fixture.tensor("conv1_w", [2, 3, 4]))
    #expect(checkpoint["conv1_bn_s"] == Fixture.tensor("conv1_bn_s", [2]))
    #expect(checkpoint["pred_w"] == Fixture.tensor("pred_w", [4, 80]))
    #expect(checkpoint["big"] == Fixture.tensor("big", [5]))
  }

  @Test func `keeps the plain values beside its weights`() throws {
    let checkpoint = try Checkpoint.read(Fixture.url("checkpoints/data_parallel.pth"))
    // The optimizer's state has tensors, and is left out.
    #expect(
      checkpoint.metadata == [
        "epoch": .integer(7), "best_auc": .real(0.84), "name": .text("tiny"), "score": .real(0.5),
      ])
  }

  @Test func `is known by its contents, not by its name`() throws {
    let folder = ScratchFolder()
    let url = try folder.file("weights.mp4", try Fixture.contents("checkpoints/mixed.safetensors"))
    #expect(try Checkpoint.read(url).container == .safetensors)
  }
}
