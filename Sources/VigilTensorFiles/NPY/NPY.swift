public import Foundation
public import VigilCore

/// NumPy's format for one array.
///
/// Read: versions 1 to 3, float16, float32, float64, integers and booleans of either byte order, in C or
/// Fortran order. Arrays of Python objects are refused: only running code could restore them.
public enum NPY {
  /// Reads an array as 32-bit floats in row-major order; 64-bit numbers are rounded to nearest.
  ///
  /// The header is checked against the size of the file before memory is allocated.
  public static func read(_ url: URL) throws(TensorFileError) -> Tensor {
    try read(Bytes(mapping: url))
  }

  package static func read(_ bytes: Bytes) throws(TensorFileError) -> Tensor {
    try StridedElements(npy: bytes).tensor()
  }

  /// Reads an array at double precision in row-major order; of 64-bit integers, those beyond 2^53 are rounded.
  ///
  /// Scores are ranked, and two that differ in float64 may be one number in float32.
  public static func readDoubles(_ url: URL) throws(TensorFileError) -> (shape: [Int], values: [Double]) {
    let elements = try StridedElements(npy: Bytes(mapping: url))
    return (elements.shape, elements.doubles())
  }

  /// Writes float32, version 1, C order; the file appears once it is complete.
  public static func write(_ tensor: Tensor, to destination: URL) throws(TensorFileError) {
    do throws(CoreError) {
      var file = try AtomicFile(destination)
      try file.write(header(shape: tensor.shape))
      try file.write(tensor.values.littleEndianData)
      try file.finish()
    } catch {
      throw TensorFileError(error)
    }
  }

  /// Writes numbers in a row as float64, of shape [count]; the file appears once it is complete.
  public static func write(doubles values: [Double], to destination: URL) throws(TensorFileError) {
    do throws(CoreError) {
      var file = try AtomicFile(destination)
      try file.write(header(shape: [values.count], code: "<f8"))
      try file.write(values.withUnsafeBytes { Data($0) })
      try file.finish()
    } catch {
      throw TensorFileError(error)
    }
  }

  /// The element type of a file that is written or mapped.
  public enum Number: String, Hashable, Sendable {
    /// 32-bit floats, little-endian.
    case float32 = "<f4"
    /// Bytes, such as pixels.
    case uint8 = "|u1"
  }

  /// A header of an array whose length does not depend on the first extent.
  ///
  /// Its 64-byte multiples keep the numbers aligned for mapping.
  static func header(shape: [Int], of number: Number = .float32) -> Data {
    header(shape: shape, code: number.rawValue)
  }

  private static func header(shape: [Int], code: String) -> Data {
    let widest = shape.isEmpty ? [] : [Int.max] + shape.dropFirst()
    let unpadded = 10 + dictionary(shape: widest, code).utf8.count + 1
    let length = (unpadded + 63) / 64 * 64
    let text = dictionary(shape: shape, code)
    var header = Data(NPYHeader.magic + [1, 0])
    withUnsafeBytes(of: UInt16(length - 10).littleEndian) { header.append(contentsOf: $0) }
    header.append(contentsOf: text.utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: length - header.count - 1))
    header.append(UInt8(ascii: "\n"))
    return header
  }

  private static func dictionary(shape: [Int], _ code: String) -> String {
    let extents = shape.map(String.init).joined(separator: ", ") + (shape.count == 1 ? "," : "")
    return "{'descr': '\(code)', 'fortran_order': False, 'shape': (\(extents)), }"
  }
}

extension [Float] {
  /// The numbers as stored in a file. The machines that Vigil runs on are all little-endian.
  var littleEndianData: Data {
    withUnsafeBytes { Data($0) }
  }
}
