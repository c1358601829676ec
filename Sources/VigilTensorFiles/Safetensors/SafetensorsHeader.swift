import Foundation

/// The JSON at the start of a safetensors file, checked against the file.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// The offsets of the numbers after the header.
    let range: Range<Int>
  }

  /// In the order of the file.
  let entries: [Entry]
  let metadata: [String: String]
  /// The offset of the first number.
  let dataOffset: Int

  /// A network of 10,000 tensors needs one megabyte.
  private static let maximumLength = 8 << 20

  /// Whether a length and a JSON object are where they should be.
  static func isSafetensors(_ bytes: Bytes) -> Bool {
    guard let length = bytes.integer(at: 0, as: UInt64.self) else { return false }
    return (2...UInt64(maximumLength)).contains(length)
      && bytes.integer(at: 8, as: UInt8.self) == UInt8(ascii: "{")
  }

  init(_ bytes: Bytes) throws(TensorFileError) {
    guard Self.isSafetensors(bytes) else {
      throw bytes.error(
        .wrongKind, "is not a safetensors file: it does not begin with the length of a JSON object")
    }
    var reader = ByteReader(bytes)
    let header = try reader.take(Int(try reader.integer(UInt64.self)))
    dataOffset = reader.offset
    let fields: SafetensorsFields
    do {
      fields = try header.withUnsafeBytes { try JSONDecoder().decode(SafetensorsFields.self, from: Data($0)) }
    } catch {
      throw bytes.error(.malformed, "has a safetensors header that is not the JSON it should be")
    }
    metadata = fields.metadata
    entries = try Self.entries(fields.tensors, available: bytes.count - dataOffset, in: bytes)
  }

  /// The tensors must fill the rest of the file exactly, one after the other.
  private static func entries(
    _ fields: [String: SafetensorsFields.Entry], available: Int, in bytes: Bytes
  ) throws(TensorFileError) -> [Entry] {
    var entries: [Entry] = []
    for (name, field) in fields {
      guard let type = ElementType(safetensors: field.type) else {
        throw bytes.error(
          .unsupported, "has a tensor \(name.shown) of type \(field.type.shown); save it as F32")
      }
      guard field.offsets.count == 2, field.offsets[0] >= 0, field.offsets[0] <= field.offsets[1],
        let count = Extent.count(field.shape),
        case let (size, overflow) = count.multipliedReportingOverflow(by: type.size), !overflow,
        size == field.offsets[1] - field.offsets[0]
      else {
        throw bytes.error(.malformed, "has a tensor \(name.shown) whose offsets do not match its shape")
      }
      entries.append(
        Entry(name: name, type: type, shape: field.shape, range: field.offsets[0]..<field.offsets[1]))
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < (
        $1.range.lowerBound, $1.range.upperBound, $1.name
      )
    }
    var end = 0
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw bytes.error(
          .malformed,
          "has \(entry.range.lowerBound < end ? "an overlap" : "a hole") before tensor \(entry.name.shown)")
      }
      end = entry.range.upperBound
    }
    guard end <= available else {
      throw bytes.truncated("its tensors take \(end) bytes, but there are \(available)")
    }
    guard end == available else {
      throw bytes.error(.malformed, "has \(available - end) bytes that belong to no tensor")
    }
    return entries
  }
}

/// The header as stored in JSON.
private struct SafetensorsFields: Decodable {
  struct Entry: Decodable {
    let type: String
    let shape: [Int]
    let offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      nil
    }
  }

  var metadata: [String: String] = [:]
  var tensors: [String: Entry] = [:]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    for key in container.allKeys {
      if key.stringValue == "__metadata__" {
        metadata = try container.decode([String: String].self, forKey: key)
      } else {
        tensors[key.stringValue] = try container.decode(Entry.self, forKey: key)
      }
    }
  }
}
