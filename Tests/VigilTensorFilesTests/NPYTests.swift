import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `An npy file` {
  @Test(arguments: [
    "float32", "float64", "big_endian", "fortran", "big_endian_float64_fortran", "version2", "version3",
  ])
  func `is read whatever its type, order and version`(name: String) throws {
    #expect(try NPY.read(Fixture.url("arrays/\(name).npy")) == Fixture.cube)
  }

  @Test func `in half precision is widened exactly`() throws {
    let expected = Fixture.cube.values.map { Float(Float16($0)) }
    #expect(try NPY.read(Fixture.url("arrays/float16.npy")) == Tensor(shape: [3, 10, 8], values: expected))
  }

  @Test(arguments: ["int64", "int32", "uint8"])
  func `of integers becomes floats`(name: String) throws {
    #expect(
      try NPY.read(Fixture.url("arrays/\(name).npy")) == Tensor(shape: [2, 3], values: [0, 1, 2, 3, 4, 5]))
  }

  @Test func `of truth values becomes zeros and ones`() throws {
    #expect(
      try NPY.read(Fixture.url("arrays/bool.npy")) == Tensor(shape: [2, 3], values: [0, 0, 0, 1, 1, 1]))
  }

  @Test func `may hold one number or none`() throws {
    #expect(try NPY.read(Fixture.url("arrays/scalar.npy")) == Tensor(shape: [], values: [0.5]))
    #expect(try NPY.read(Fixture.url("arrays/empty.npy")) == Tensor(shape: [0, 10, 4], values: []))
  }

  @Test(arguments: [
    ("object", TensorFileError.Code.refused, "Python objects"),
    ("records", .unsupported, "holds records"),
    ("truncated", .truncated, "shape [3, 10, 8] takes 960 bytes, but there are 860"),
    ("absent", .cannotRead, "No such file"),
  ])
  func `that cannot be trusted is refused with a reason`(
    name: String, code: TensorFileError.Code, reason: String
  ) {
    let error = #expect(throws: TensorFileError.self) { try NPY.read(Fixture.url("arrays/\(name).npy")) }
    #expect(error?.code == code)
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains("\(name).npy") == true)
  }

  @Test(arguments: [
    // More than memory, more than an Int, and a product that only overflows before its zero.
    ("(1000000, 1000000)", TensorFileError.Code.truncated),
    ("(4611686018427387904, 4)", .malformed),
    ("(4611686018427387904, 4, 0)", .malformed),
    ("(99999999999999999999,)", .malformed),
    ("(-1,)", .malformed),
    ("(3", .malformed),
    ("(1,)", .malformed),
  ])
  func `with an absurd shape takes no memory`(shape: String, code: TensorFileError.Code) {
    let error = #expect(throws: TensorFileError.self) {
      try NPY.read(Self.file("{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"))
    }
    #expect(error?.code == code)
  }

  @Test func `may have its header in any order and spelling`() throws {
    let header = "{\"shape\":(2,1L),'fortran_order' : False , 'descr':'<f4'}"
    #expect(try NPY.read(Self.file(header)).shape == [2, 1])
  }

  @Test func `that is something else is named as such`() throws {
    let error = #expect(throws: TensorFileError.self) {
      try NPY.read(Fixture.url("checkpoints/not_a_checkpoint.pth"))
    }
    #expect(error?.code == .wrongKind)
    #expect(throws: TensorFileError.self) { try NPY.read(FileManager.default.temporaryDirectory) }
  }

  /// An array of eight bytes behind this header.
  static func file(_ header: String) -> Bytes {
    let text = Array(header.utf8) + [0x0A]
    let length = [UInt8(truncatingIfNeeded: text.count), UInt8(truncatingIfNeeded: text.count >> 8)]
    return Bytes(
      [0x93] + Array("NUMPY".utf8) + [1, 0] + length + text + [UInt8](repeating: 0, count: 8), name: "test")
  }

  @Test(arguments: [[], [0], [1], [7], [3, 1, 2], [2, 0, 4], [1, 1, 1, 5]])
  func `comes back as it was written`(shape: [Int]) throws {
    let folder = ScratchFolder()
    let tensor = Fixture.tensor("round trip", shape)
    try NPY.write(tensor, to: folder.place("a.npy"))
    #expect(try NPY.read(folder.place("a.npy")) == tensor)
  }

  @Test func `is written byte for byte as NumPy does`() throws {
    let folder = ScratchFolder()
    try NPY.write(Fixture.cube, to: folder.place("a.npy"))
    #expect(try Data(contentsOf: folder.place("a.npy")) == Data(try Fixture.contents("arrays/float32.npy")))
  }
}

@Suite struct `Numbers written at double precision` {
  @Test func `are read as they were`() throws {
    let folder = ScratchFolder()
    let file = folder.place("d.npy")
    let values = [1 - 1e-12, 1 - 2e-12, 0, -3.5]
    try NPY.write(doubles: values, to: file)
    let (shape, read) = try NPY.readDoubles(file)
    #expect(shape == [4] && read == values)
    #expect(try NPY.read(file).values == [1, 1, 0, -3.5])
  }
}
