import VigilCore

/// Numbers of a file viewed as an array: every element that the shape can reach is known to exist.
struct StridedElements {
  let bytes: Bytes
  let type: ElementType
  let isBigEndian: Bool
  /// The offset of the first element, in elements.
  let offset: Int
  let shape: [Int]
  /// The stride of each axis, in elements.
  let strides: [Int]
  /// The number of elements.
  let count: Int

  /// Makes a view, or nil if it would reach outside `bytes`.
  init?(
    _ bytes: Bytes, type: ElementType, isBigEndian: Bool = false, offset: Int = 0, shape: [Int],
    strides: [Int]
  ) {
    guard let count = Extent.count(shape), strides.count == shape.count, offset >= 0 else { return nil }
    let available = bytes.count / type.size
    if count > 0 {
      var last = offset
      for (extent, stride) in zip(shape, strides) {
        let (reach, tooFar) = (extent - 1).multipliedReportingOverflow(by: stride)
        let (sum, overflow) = last.addingReportingOverflow(reach)
        guard stride >= 0, !tooFar, !overflow else { return nil }
        last = sum
      }
      guard last < available else { return nil }
    }
    self.bytes = bytes
    self.type = type
    self.isBigEndian = isBigEndian
    self.offset = offset
    self.shape = shape
    self.strides = strides
    self.count = count
  }

  /// Makes a view of a dense array, or nil if `bytes` are too few.
  init?(_ bytes: Bytes, type: ElementType, isBigEndian: Bool, isFortranOrder: Bool = false, denseShape: [Int])
  {
    guard Extent.count(denseShape) != nil else { return nil }
    self.init(
      bytes, type: type, isBigEndian: isBigEndian, shape: denseShape,
      strides: Extent.strides(denseShape, firstAxisFastest: isFortranOrder))
  }

  /// Whether the elements are stored in row-major order without gaps.
  private var isDense: Bool {
    // The stride of an axis with one element does not matter.
    zip(shape, zip(strides, Extent.strides(shape, firstAxisFastest: false))).allSatisfy {
      $0 <= 1 || $1.0 == $1.1
    }
  }

  /// Whether the memory holds the machine's own floats in row-major order from its beginning, fit to be lent as they are.
  var isPlainFloats: Bool {
    let isAligned = bytes.withUnsafeBytes { memory in
      Int(bitPattern: memory.baseAddress).isMultiple(of: MemoryLayout<Float>.alignment)
    }
    return type == .float32 && !isBigEndian && isDense && offset == 0 && isAligned
  }

  /// The elements under one index of the first axis, which all exist.
  ///
  /// - Precondition: there is a first axis, and `index` lies within it.
  func row(_ index: Int) -> StridedElements {
    precondition(
      shape.first.map { (0..<$0).contains(index) } ?? false, "there is no row \(index) in \(shape)")
    guard
      let row = StridedElements(
        bytes, type: type, isBigEndian: isBigEndian, offset: count == 0 ? 0 : offset + index * strides[0],
        shape: Array(shape.dropFirst()), strides: Array(strides.dropFirst()))
    else { preconditionFailure("a row lies within its array") }
    return row
  }

  /// All elements in row-major order at double precision, in which every type but 64-bit integers is exact.
  func doubles() -> [Double] {
    switch type {
    case .float64: gather(UInt64.self) { Double(bitPattern: $0) }
    case .int32: gather(Int32.self) { Double($0) }
    case .uint32: gather(UInt32.self) { Double($0) }
    case .int64: gather(Int64.self) { Double($0) }
    case .uint64: gather(UInt64.self) { Double($0) }
    default: values().map(Double.init)
    }
  }

  /// All elements as 32-bit floats in row-major order; 64-bit numbers are rounded to nearest.
  func tensor() -> Tensor {
    Tensor(shape: shape, values: values())
  }

  private func values() -> [Float] {
    switch type {
    case .float16: gather(UInt16.self) { Float(Float16(bitPattern: $0)) }
    case .bfloat16: gather(UInt16.self) { Float(bitPattern: UInt32($0) << 16) }
    case .float32 where isDense && !isBigEndian: copied()
    case .float32: gather(UInt32.self) { Float(bitPattern: $0) }
    case .float64: gather(UInt64.self) { Float(Double(bitPattern: $0)) }
    case .boolean: gather(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .int8: gather(Int8.self) { Float($0) }
    case .int16: gather(Int16.self) { Float($0) }
    case .int32: gather(Int32.self) { Float($0) }
    case .int64: gather(Int64.self) { Float($0) }
    case .uint8: gather(UInt8.self) { Float($0) }
    case .uint16: gather(UInt16.self) { Float($0) }
    case .uint32: gather(UInt32.self) { Float($0) }
    case .uint64: gather(UInt64.self) { Float($0) }
    }
  }

  /// A plain copy, the usual case.
  private func copied() -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { output, initialized in
      let size = MemoryLayout<Float>.size
      bytes.withUnsafeBytes { input in
        // An empty array may begin anywhere, even past the end.
        guard count > 0 else { return }
        UnsafeMutableRawBufferPointer(output).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: input[offset * size..<(offset + count) * size]))
      }
      initialized = count
    }
  }

  /// Loads the elements in row-major order; `convert` sees them in the machine's byte order.
  private func gather<Raw: FixedWidthInteger & BitwiseCopyable, Number>(
    _ raw: Raw.Type, _ convert: (Raw) -> Number
  ) -> [Number] {
    guard count > 0 else { return [] }
    // A dense array is one long row, and a scalar a row of one.
    let isDense = isDense
    let rowLength = isDense ? count : shape.last ?? 1
    let step = isDense ? 1 : strides.last ?? 1
    return [Number](unsafeUninitializedCapacity: count) { output, initialized in
      bytes.withUnsafeBytes { input in
        var index = isDense ? [] : [Int](repeating: 0, count: max(0, shape.count - 1))
        for row in 0..<count / rowLength {
          var position = zip(index, strides).reduce(offset) { $0 + $1.0 * $1.1 }
          for column in 0..<rowLength {
            let stored = input.loadUnaligned(fromByteOffset: position * MemoryLayout<Raw>.size, as: raw)
            let value = isBigEndian ? Raw(bigEndian: stored) : Raw(littleEndian: stored)
            output.initializeElement(at: row * rowLength + column, to: convert(value))
            // The last step may point beyond the array, and is then not used.
            position &+= step
          }
          for axis in index.indices.reversed() {
            index[axis] += 1
            guard index[axis] == shape[axis] else { break }
            index[axis] = 0
          }
        }
      }
      initialized = count
    }
  }
}
