import Foundation

/// An ONNX file of one operation from x to y, both [1, extent], written field by field.
enum TinyONNX {
  static func file(_ operation: String, extent: Int, unsignedZero: Bool) -> Data {
    let node = text(1, "x") + text(2, "y") + text(3, "one") + text(4, operation)
    var graph = bytes(1, node) + text(2, "tiny")
    if unsignedZero { graph += bytes(5, integer(2, 2) + text(8, "zero")) }
    graph += bytes(11, value("x", extent)) + bytes(12, value("y", extent))
    return Data(integer(1, 8) + bytes(7, graph))
  }

  private static func value(_ name: String, _ extent: Int) -> [UInt8] {
    let shape = [1, extent].flatMap { bytes(1, integer(1, $0)) }
    return text(1, name) + bytes(2, bytes(1, integer(1, 1) + bytes(2, shape)))
  }

  private static func text(_ field: Int, _ text: String) -> [UInt8] { bytes(field, Array(text.utf8)) }
  private static func bytes(_ field: Int, _ content: [UInt8]) -> [UInt8] {
    varint(field << 3 | 2) + varint(content.count) + content
  }
  private static func integer(_ field: Int, _ value: Int) -> [UInt8] { varint(field << 3) + varint(value) }

  private static func varint(_ value: Int) -> [UInt8] {
    var (bytes, rest) = ([UInt8](), UInt64(value))
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
