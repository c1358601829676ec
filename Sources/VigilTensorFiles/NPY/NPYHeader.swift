/// The header of an `.npy` file (NumPy enhancement proposal 1; versions 1.0, 2.0 and 3.0).
struct NPYHeader {
  let type: ElementType
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: [Int]
  /// The offset of the numbers.
  let dataOffset: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Longer headers describe records, which are not supported.
  private static let maximumLength = 65_536

  /// Reads the header and checks it against the size of the file.
  init(_ bytes: Bytes) throws(TensorFileError) {
    guard bytes.starts(with: Self.magic) else {
      throw bytes.error(.wrongKind, "is not an .npy file: it does not begin with NumPy's signature")
    }
    var reader = ByteReader(bytes, at: Self.magic.count)
    let version = try reader.integer(UInt8.self)
    _ = try reader.integer(UInt8.self)
    let length: Int
    switch version {
    case 1: length = Int(try reader.integer(UInt16.self))
    case 2, 3: length = Int(try reader.integer(UInt32.self))
    default:
      throw bytes.error(.unsupported, "is an .npy file of version \(version); versions 1 to 3 are read")
    }
    guard length <= Self.maximumLength else {
      throw bytes.error(
        .malformed, "has an .npy header of \(length) bytes, longer than any array of numbers needs")
    }
    let header = try reader.take(length)
    guard let text = version == 3 ? header.text : header.latin1Text else {
      throw bytes.error(.malformed, "has an .npy header that is not UTF-8")
    }
    guard let fields = NPYHeaderFields(text) else {
      throw bytes.error(.malformed, "has an .npy header that cannot be parsed: \(text.shown)")
    }
    switch fields.description {
    case .records:
      throw bytes.error(.unsupported, "holds records; save each field as an array of its own")
    case .code(let code):
      let order = code.first.map { "<>|=".contains($0) } == true ? code.first : nil
      let bare = order == nil ? code : String(code.dropFirst())
      guard bare.first != "O" else {
        throw bytes.error(
          .refused,
          "holds Python objects, which could only be restored by running code; refused, save it as numbers")
      }
      guard let type = ElementType(numPyCode: bare) else {
        throw bytes.error(.unsupported, "holds elements of type \(code.shown); save it as float32")
      }
      self.type = type
      isBigEndian = order == ">"
    }
    isFortranOrder = fields.isFortranOrder
    shape = fields.shape
    dataOffset = reader.offset
    try check(against: bytes)
  }

  private func check(against bytes: Bytes) throws(TensorFileError) {
    guard let count = Extent.count(shape) else {
      throw bytes.error(.malformed, "declares the impossible shape \(shape)")
    }
    let (needed, overflow) = count.multipliedReportingOverflow(by: type.size)
    let present = bytes.count - dataOffset
    guard !overflow, needed <= present else {
      throw bytes.truncated(
        "shape \(shape) takes \(overflow ? "too many" : String(needed)) bytes, but there are \(present)")
    }
    guard needed == present else {
      throw bytes.error(
        .malformed, "has \(present - needed) bytes after the array that its header declares; save it again")
    }
  }
}

extension StridedElements {
  /// The numbers of an `.npy` file.
  init(npy bytes: Bytes) throws(TensorFileError) { try self.init(bytes, NPYHeader(bytes)) }

  /// The numbers behind a header that was read already.
  init(_ bytes: Bytes, _ header: NPYHeader) throws(TensorFileError) {
    guard
      let data = bytes.slice(at: header.dataOffset, count: bytes.count - header.dataOffset),
      let elements = StridedElements(
        data, type: header.type, isBigEndian: header.isBigEndian, isFortranOrder: header.isFortranOrder,
        denseShape: header.shape)
    else { throw bytes.truncated("shape \(header.shape) does not fit") }
    self = elements
  }
}
