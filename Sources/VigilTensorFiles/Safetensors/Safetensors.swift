public import Foundation
import VigilCore

/// Hugging Face's format for weights: a JSON header and plain numbers. Vigil writes this format itself.
public enum Safetensors {
  /// Reads all tensors as 32-bit floats, in the order of the file.
  ///
  /// The header must describe every byte after it exactly once; overlaps, holes and ranges outside the
  /// file are refused. The numbers are copied once, from the mapped file. A `module.` before every name is
  /// removed, as from any checkpoint.
  public static func read(_ url: URL) throws(TensorFileError) -> Checkpoint {
    try read(Bytes(mapping: url))
  }

  package static func read(_ bytes: Bytes) throws(TensorFileError) -> Checkpoint {
    let header = try SafetensorsHeader(bytes)
    var tensors: [NamedTensor] = []
    for entry in header.entries {
      guard
        let numbers = bytes.slice(at: header.dataOffset + entry.range.lowerBound, count: entry.range.count),
        let elements = StridedElements(numbers, type: entry.type, isBigEndian: false, denseShape: entry.shape)
      else { throw bytes.truncated("the numbers of \(entry.name.shown) are missing") }
      tensors.append(NamedTensor(name: entry.name, tensor: elements.tensor()))
    }
    tensors.stripDataParallelPrefix()
    return Checkpoint(
      container: .safetensors, tensors: tensors, metadata: header.metadata.mapValues { .text($0) })
  }

  /// Writes tensors as F32, sorted by name, so that the same weights always make the same bytes.
  ///
  /// The file appears once it is complete.
  ///
  /// - Parameters:
  ///   - tensors: the tensors, in any order.
  ///   - bytes: the names of tensors of integers from -128 to 127, which are written as I8, after the others.
  ///   - metadata: text for the `__metadata__` of the header, such as licence and origin.
  ///   - destination: the file, which is replaced if there is one.
  /// - Precondition: no two tensors have the same name, and none is called `__metadata__`.
  public static func write(
    _ tensors: [NamedTensor], bytes: Set<String> = [], metadata: [String: String] = [:], to destination: URL
  ) throws(TensorFileError) {
    let byName = tensors.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    // Bytes last, so that all floats are aligned to four.
    let sorted = byName.filter { !bytes.contains($0.name) } + byName.filter { bytes.contains($0.name) }
    do throws(CoreError) {
      var file = try AtomicFile(destination)
      try file.write(header(sorted, bytes: bytes, metadata: metadata))
      for named in sorted {
        let values = named.tensor.values
        try file.write(
          bytes.contains(named.name)
            ? Data(values.map { UInt8(bitPattern: Int8($0)) }) : values.littleEndianData)
      }
      try file.finish()
    } catch {
      throw TensorFileError(error)
    }
  }

  /// The length and the JSON, padded with spaces so that the numbers begin at a multiple of 8.
  private static func header(
    _ tensors: [NamedTensor], bytes: Set<String>, metadata: [String: String]
  ) -> Data {
    var fields: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(quoted($0.value))" }
      fields.append("\"__metadata__\":{\(pairs.joined(separator: ","))}")
    }
    var offset = 0
    for (index, named) in tensors.enumerated() {
      precondition(
        named.name != "__metadata__" && (index == 0 || tensors[index - 1].name != named.name),
        "a safetensors file cannot have two tensors called \(named.name)")
      let (type, size) = bytes.contains(named.name) ? ("I8", 1) : ("F32", 4)
      let end = offset + named.tensor.values.count * size
      let shape = named.tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(quoted(named.name)):{\"dtype\":\"\(type)\",\"shape\":[\(shape)],\"data_offsets\":[\(offset),\(end)]}"
      )
      offset = end
    }
    var json = Array("{\(fields.joined(separator: ","))}".utf8)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + Data(json)
  }

  /// A JSON string (RFC 8259, section 7).
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\u{0}"..."\u{1F}":
        let hex = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
