import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `A safetensors file` {
  @Test func `of another writer is read with all its types`() throws {
    let file = try Safetensors.read(Fixture.url("checkpoints/mixed.safetensors"))
    #expect(file.container == .safetensors)
    #expect(file.metadata == ["format": .text("pt")])
    #expect(file["conv.weight"] == Fixture.tensor("conv.weight", [2, 4, 3]))
    #expect(file["conv.bias"]?.values == Fixture.tensor("conv.bias", [2]).values.map { Float(Float16($0)) })
    #expect(file["fc.weight"] == Fixture.tensor("fc.weight", [1, 2]))
    #expect(file["fc.bias"]?.values == Fixture.tensor("fc.bias", [1]).values.map(\.roundedToBFloat16))
    #expect(file["bn.num_batches_tracked"] == Tensor(shape: [], values: [7]))
    #expect(file.tensors.count == 5)
  }

  @Test func `comes back as it was written, sorted by name`() throws {
    let folder = ScratchFolder()
    let tensors = ["b", "a.weight", "quote\"back\\slash", "Zürich\n"].enumerated().map { index, name in
      NamedTensor(name: name, tensor: Fixture.tensor(name, [index, 3]))
    }
    try Safetensors.write(tensors, metadata: ["preset": "ten\tcrops", "a": "ü"], to: folder.place("w"))
    let file = try Safetensors.read(folder.place("w"))
    #expect(file.metadata == ["preset": .text("ten\tcrops"), "a": .text("ü")])
    for tensor in tensors { #expect(file[tensor.name] == tensor.tensor) }
    // The empty tensor lies where the next begins.
    #expect(file.tensors.map(\.name) == ["Zürich\n", "a.weight", "b", "quote\"back\\slash"])
  }

  @Test func `begins its numbers at a multiple of eight`() throws {
    let folder = ScratchFolder()
    for length in 1...8 {
      let tensor = NamedTensor(
        name: String(repeating: "n", count: length), tensor: Tensor(shape: [], values: [1]))
      try Safetensors.write([tensor], to: folder.place("w"))
      let contents = try Data(contentsOf: folder.place("w"))
      #expect(contents.count % 8 == 4)
      #expect(contents[0] % 8 == 0)
    }
  }

  @Test func `may be empty`() throws {
    let folder = ScratchFolder()
    try Safetensors.write([], to: folder.place("w"))
    #expect(try Safetensors.read(folder.place("w")).tensors.isEmpty)
  }

  @Test(arguments: [
    (
      "an overlap",
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#
    ),
    (
      "a hole",
      #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#
    ),
    ("belong to no tensor", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#),
    ("take 16 bytes, but there are 12", #"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#),
    ("do not match its shape", #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,12]}}"#),
    ("do not match its shape", #"{"a":{"dtype":"F32","shape":[3],"data_offsets":[12,0]}}"#),
    ("do not match its shape", #"{"a":{"dtype":"F32","shape":[-3],"data_offsets":[0,12]}}"#),
    (
      "do not match its shape",
      #"{"a":{"dtype":"F32","shape":[9223372036854775807,2],"data_offsets":[0,12]}}"#
    ),
    (
      "do not match its shape", #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]}}"#
    ),
    ("of type F8_E4M3", #"{"a":{"dtype":"F8_E4M3","shape":[12],"data_offsets":[0,12]}}"#),
    ("not the JSON", #"{"a":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,12]}}"#),
    ("not the JSON", #"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,12]}}"#),
    ("not the JSON", #"{"a":"#),
    ("not the JSON", #"{"a":"# + String(repeating: "[", count: 100_000)),
  ])
  func `that contradicts itself is refused`(reason: String, header: String) {
    let error = #expect(throws: TensorFileError.self) { try Safetensors.read(Self.file(header)) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }

  @Test(arguments: [UInt8(0), 1, 100, 255])
  func `with a wrong header length is refused`(length: UInt8) throws {
    var contents = try Fixture.contents("checkpoints/mixed.safetensors")
    contents[0] = length
    contents[7] = length == 255 ? 255 : 0
    #expect(throws: TensorFileError.self) { try Safetensors.read(Bytes(contents, name: "test")) }
  }

  /// Twelve bytes of numbers behind this header.
  static func file(_ header: String) -> Bytes {
    let length = UInt64(header.utf8.count)
    let prefix = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    return Bytes(prefix + Array(header.utf8) + [UInt8](repeating: 0, count: 12), name: "test")
  }
}

extension Float {
  /// Rounded to the nearest number with eight significant bits, to even between two.
  var roundedToBFloat16: Float {
    let bits = bitPattern
    return Float(bitPattern: (bits + 0x7FFF + (bits >> 16 & 1)) & 0xFFFF_0000)
  }
}
