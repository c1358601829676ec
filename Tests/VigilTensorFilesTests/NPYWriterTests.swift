import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `An npy writer` {
  @Test(arguments: [[8], [2, 4], []], [0, 1, 12, 1000])
  func `writes rows whose number is known last`(rowShape: [Int], count: Int) throws {
    let folder = ScratchFolder()
    let expected = Fixture.tensor("rows", [count] + rowShape)
    let rowElements = rowShape.reduce(1, *)
    var writer = try NPYWriter(folder.place("rows.npy"), rowShape: rowShape)
    for row in 0..<count {
      try writer.append(Array(expected.values[row * rowElements..<(row + 1) * rowElements]))
    }
    #expect(writer.rowCount == count)
    #expect(folder.names.contains("rows.npy") == false)
    try writer.finish()
    #expect(try NPY.read(folder.place("rows.npy")) == expected)
    #expect(folder.names == ["rows.npy"])
  }

  @Test func `writes bytes, which are mapped as bytes only`() throws {
    let folder = ScratchFolder()
    let place = folder.place("pixels.npy")
    var writer = try NPYWriter(place, rowShape: [2, 3], of: .uint8)
    let rows: [[UInt8]] = [[0, 1, 2, 253, 254, 255], [9, 8, 7, 6, 5, 4]]
    for row in rows { try writer.append(bytes: row) }
    try writer.finish()
    #expect(try NPY.read(place) == Tensor(shape: [2, 2, 3], values: rows.flatMap { $0 }.map(Float.init)))
    let mapped = try MappedNPY(place, of: .uint8)
    #expect(mapped.shape == [2, 2, 3])
    for (index, row) in rows.enumerated() {
      mapped.withBytes(ofRow: index) { span in
        let values = span.indices.map { span[$0] }
        #expect(values == row)
      }
    }
    #expect(throws: TensorFileError.self) { try MappedNPY(place) }
  }

  @Test func `that is given up leaves what was there`() throws {
    let folder = ScratchFolder()
    let old = Tensor(shape: [1], values: [42])
    try NPY.write(old, to: folder.place("rows.npy"))
    do {
      var writer = try NPYWriter(folder.place("rows.npy"), rowShape: [2])
      try writer.append([1, 2])
    }
    #expect(folder.names == ["rows.npy"])
    #expect(try NPY.read(folder.place("rows.npy")) == old)
  }

  @Test func `says where it cannot write`() {
    let error = #expect(throws: TensorFileError.self) {
      let writer = try NPYWriter(URL(filePath: "/proc/nowhere/rows.npy"), rowShape: [2])
      try writer.finish()
    }
    #expect(error?.code == .cannotWrite)
    #expect(error?.message.contains("/proc/nowhere/rows.npy") == true)
  }
}

@Suite struct `A mapped npy file` {
  @Test func `lends and copies its rows`() throws {
    let mapped = try MappedNPY(Fixture.url("arrays/float32.npy"))
    #expect(mapped.shape == [3, 10, 8])
    #expect(mapped.rowCount == 3)
    #expect(mapped.rowShape == [10, 8])
    for row in 0..<3 {
      let (first, last) = mapped.withRow(row) { span in (span[0], span[79]) }
      #expect(first == Fixture.cube.values[row * 80])
      #expect(last == Fixture.cube.values[row * 80 + 79])
    }
    #expect(mapped.rows(1..<3) == Tensor(shape: [2, 10, 8], values: Array(Fixture.cube.values[80...])))
    #expect(mapped.rows(3..<3) == Tensor(shape: [0, 10, 8], values: []))
  }

  @Test(arguments: ["float64", "big_endian", "fortran", "scalar", "truncated", "object"])
  func `takes only what needs no conversion`(name: String) {
    #expect(throws: TensorFileError.self) { try MappedNPY(Fixture.url("arrays/\(name).npy")) }
  }

  @Test func `may have no rows`() throws {
    #expect(try MappedNPY(Fixture.url("arrays/empty.npy")).rowCount == 0)
  }
}
