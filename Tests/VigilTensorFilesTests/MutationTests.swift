import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `Damaged files` {
  /// Reads a file as whatever it claims to be, and gives the number of elements in it.
  static func elements(_ path: String, _ contents: [UInt8]) throws(TensorFileError) -> Int {
    let bytes = Bytes(contents, name: path)
    guard path.hasPrefix("arrays/") else {
      return try Checkpoint.read(bytes).tensors.reduce(0) { $0 + $1.tensor.values.count }
    }
    guard path.hasSuffix(".npz") else {
      // Row by row it is taken or refused as well.
      if let array = try? ArrayRows(bytes), array.rowCount > 0 {
        array.withRow(array.rowCount - 1) { _ = $0.count }
      }
      return try NPY.read(bytes).values.count
    }
    let archive = try NPZ(bytes)
    var count = 0
    for name in archive.names { count += try archive.tensor(name).values.count }
    return count
  }

  @Test(arguments: Fixture.paths("arrays") + Fixture.paths("checkpoints"))
  func `never crash the reader nor make it take more memory than they justify`(path: String) throws {
    let contents = try Fixture.contents(path)
    var random = RandomBytes(seed: DeterministicValues.fnv1a64(path))
    for _ in 0..<400 {
      let damaged = random.mutated(contents)
      let count = (try? Self.elements(path, damaged)) ?? 0
      // Only compression may hold more numbers than bytes.
      if !path.hasSuffix(".npz"), count > damaged.count { Issue.record("\(count) numbers") }
    }
  }

  @Test(arguments: Fixture.paths("arrays") + Fixture.paths("checkpoints"))
  func `that are cut short anywhere are refused`(path: String) throws {
    let contents = try Fixture.contents(path)
    let accepted = (0..<contents.count).filter { length in
      (try? Self.elements(path, Array(contents[..<length]))) != nil
    }
    #expect(accepted.isEmpty, "of \(contents.count) bytes")
  }
}
