import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `An npz file` {
  @Test(arguments: ["bundle", "stored"])
  func `gives its arrays by name`(name: String) throws {
    let file = try NPZ(Fixture.url("arrays/\(name).npz"))
    #expect(file.names == ["scores", "labels"])
    #expect(try file.tensor("scores") == Tensor(shape: [10, 8], values: Array(Fixture.cube.values[..<80])))
    #expect(try file.tensor("labels") == Tensor(shape: [5], values: [0, 1, 2, 3, 4]))
  }

  @Test func `may compress very well within reason`() throws {
    let zeros = try NPZ(Fixture.url("arrays/compressible.npz")).tensor("zeros")
    #expect(zeros == Tensor(repeating: 0, shape: [100_000]))
  }

  @Test func `without the wanted array says what it has`() throws {
    let file = try NPZ(Fixture.url("arrays/bundle.npz"))
    let error = #expect(throws: TensorFileError.self) { try file.tensor("features") }
    #expect(error?.code == .notFound)
    #expect(error?.message.hasSuffix("has no array features; it has scores, labels") == true)
  }

  @Test(arguments: [UInt32(200_000_000), 0xFFFF_FFFE])
  func `that claims to unpack to far more than its size is refused as it is opened`(size: UInt32) throws {
    let bomb = try Self.declaring(size, in: "arrays/bundle.npz")
    let error = #expect(throws: TensorFileError.self) { try NPZ(bomb) }
    #expect(error?.code == .refused)
    #expect(error?.message.contains("zip bomb") == true)
  }

  @Test(arguments: [UInt32(0), 447, 449, 1_000_000])
  func `that claims another size than it unpacks to is refused`(size: UInt32) throws {
    let file = try NPZ(Self.declaring(size, in: "arrays/bundle.npz"))
    let error = #expect(throws: TensorFileError.self) { try file.tensor("scores") }
    #expect(error?.code == .malformed)
  }

  @Test func `whose members share bytes is refused`() throws {
    var contents = try Fixture.contents("arrays/stored.npz")
    let directory = try #require(Self.entries(contents))
    // The second member's place becomes that of the first.
    for index in 0..<4 { contents[directory[1] + 42 + index] = contents[directory[0] + 42 + index] }
    let error = #expect(throws: TensorFileError.self) { try NPZ(Bytes(contents, name: "test")) }
    #expect(error?.code == .refused)
    #expect(error?.message.contains("overlap") == true)
  }

  @Test func `with a changed number is found out by its checksum`() throws {
    var contents = try Fixture.contents("arrays/stored.npz")
    let position = try #require(contents.indices.first { contents[$0...].starts(with: "NUMPY".utf8) })
    contents[position + 140] ^= 1
    let file = try NPZ(Bytes(contents, name: "test"))
    let error = #expect(throws: TensorFileError.self) { try file.tensor("scores") }
    #expect(error?.message.contains("checksum") == true)
  }

  @Test func `that is something else is named as such`() {
    let error = #expect(throws: TensorFileError.self) { try NPZ(Fixture.url("arrays/float32.npy")) }
    #expect(error?.code == .wrongKind)
  }

  /// The places of the central directory's entries.
  static func entries(_ contents: [UInt8]) -> [Int]? {
    let signature: [UInt8] = [0x50, 0x4B, 1, 2]
    return contents.indices.filter { contents[$0...].starts(with: signature) }
  }

  /// The file with another unpacked size of its first member.
  static func declaring(_ size: UInt32, in path: String) throws -> Bytes {
    var contents = try Fixture.contents(path)
    let entry = try #require(entries(contents)?.first)
    for index in 0..<4 {
      contents[entry + 24 + index] = UInt8(truncatingIfNeeded: size >> (8 * UInt32(index)))
    }
    return Bytes(contents, name: "test")
  }
}
