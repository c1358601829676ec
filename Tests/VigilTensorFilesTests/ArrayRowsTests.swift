import Foundation
import Testing
import VigilCore
import VigilTensorFiles

@Suite struct `Rows of stored numbers` {
  func rows(_ array: ArrayRows) -> [[Float]] {
    (0..<array.rowCount).map { row in
      array.withRow(row) { span in span.indices.map { span[$0] } }
    }
  }

  let cube = (0..<3).map { Array(Fixture.cube.values[$0 * 80..<($0 + 1) * 80]) }

  @Test(arguments: [
    ("float32.npy", "float32"), ("version3.npy", "float32"), ("big_endian.npy", "float32"),
    ("fortran.npy", "float32"), ("float64.npy", "float64"), ("big_endian_float64_fortran.npy", "float64"),
    ("one.npz", "float32"), ("one_stored.npz", "float64"),
  ])
  func `are the same in every form that NumPy writes`(name: String, type: String) throws {
    let array = try ArrayRows(Fixture.url("arrays/\(name)"))
    #expect(array.shape == [3, 10, 8] && array.typeName == type)
    #expect(rows(array) == cube)
  }

  @Test func `in half precision are widened exactly`() throws {
    let array = try ArrayRows(Fixture.url("arrays/float16.npy"))
    #expect(array.typeName == "float16")
    #expect(rows(array) == cube.map { $0.map { Float(Float16($0)) } })
  }

  @Test(arguments: [
    ("int64.npy", "holds int64, not floating-point numbers"), ("bool.npy", "holds boolean"),
    ("scalar.npy", "a single number"), ("object.npy", "Python objects"), ("truncated.npy", "860"),
    ("bundle.npz", "holds 2 arrays (scores, labels)"), ("absent.npy", "No such file"),
  ])
  func `of anything else are refused by name`(name: String, reason: String) {
    let error = #expect(throws: TensorFileError.self) { try ArrayRows(Fixture.url("arrays/\(name)")) }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
    #expect(error?.message.contains(name) == true)
  }

  @Test func `may be none`() throws {
    #expect(try ArrayRows(Fixture.url("arrays/empty.npy")).rowCount == 0)
  }
}

@Suite struct `Numbers at double precision` {
  @Test func `keep what differs beyond the seventh digit`() throws {
    let folder = ScratchFolder()
    let values = (0..<9).map { 1 - Double($0) * 1e-9 }
    let header = "{'descr': '<f8', 'fortran_order': False, 'shape': (9,), }"
    let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let file =
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array(padded.utf8)
      + values.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
    let (shape, read) = try NPY.readDoubles(folder.file("d.npy", file))
    #expect(shape == [9] && read == values)
    #expect(Set(read.map { Float($0) }).count == 1, "in float32 they are all the same")
  }

  @Test(arguments: ["float32", "big_endian_float64_fortran", "int64", "bool", "float16"])
  func `are those of any other reader where these are exact`(name: String) throws {
    let url = Fixture.url("arrays/\(name).npy")
    let (shape, values) = try NPY.readDoubles(url)
    let floats = try NPY.read(url)
    #expect(shape == floats.shape && values.map { Float($0) } == floats.values)
  }
}

#if os(Linux)
  @Suite struct `Memory of a mapped file` {
    /// How much of a file's mapping is in this process's memory, in KiB, as the system says.
    func resident(_ file: URL) throws -> Int {
      // A file of /proc has no size to go by.
      let handle = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
      let maps = String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self).split(separator: "\n")
      let path = file.resolvingSymlinksInPath().path
      return maps.indices.filter { maps[$0].hasSuffix(path) }.reduce(0) { sum, place in
        let size = maps[place...].first { $0.hasPrefix("Rss:") }?.filter(\.isNumber)
        return sum + (size.flatMap { Int($0) } ?? 0)
      }
    }

    @Test func `is given back, and read again`() throws {
      let folder = ScratchFolder()
      let file = folder.place("large.npy")
      try NPY.write(Tensor(repeating: 3, shape: [256, 4096]), to: file)
      let rows = try ArrayRows(file)
      let mapped = try MappedNPY(file)
      func sum() -> Float {
        (0..<256).reduce(0) { sum, row in
          sum + rows.withRow(row) { $0[4095] } + mapped.withRow(row) { $0[0] }
        }
      }
      #expect(sum() == 256 * 6)
      // A page for each of the numbers, at least.
      #expect(try resident(file) >= 2048)
      rows.release()
      mapped.release()
      #expect(try resident(file) == 0)
      #expect(sum() == 256 * 6)
    }
  }
#endif
