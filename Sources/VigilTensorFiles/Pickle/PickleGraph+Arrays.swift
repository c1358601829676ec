import VigilCore

/// The arrays described by a pickle, resolved to numbers in the file.
extension PickleGraph {
  /// A PyTorch tensor: `(storage, offset, shape, strides, ...)` over one of `storages`.
  func torchTensor(
    arguments: PickleReference, storages: [String: Bytes], isBigEndian: Bool, label: String
  ) throws(TensorFileError) -> StridedElements {
    guard case .tuple(let parts) = self[arguments], parts.count >= 4,
      case .storage(let storage) = self[parts[0]],
      case .integer(let offset) = self[parts[1]],
      let shape = integers(parts[2]), let strides = integers(parts[3])
    else { throw bytes.error(.malformed, "describes the tensor \(label) in an unsupported way") }
    guard let all = storages[storage.key] else {
      throw bytes.truncated("the numbers of \(label) are missing")
    }
    let size = storage.type.size
    let (start, startOverflow) = storage.view.lowerBound.multipliedReportingOverflow(by: size)
    let (length, overflow) = storage.view.count.multipliedReportingOverflow(by: size)
    guard !startOverflow, !overflow, let numbers = all.slice(at: start, count: length) else {
      throw bytes.truncated("\(label) needs \(storage.count) numbers, its record has \(all.count / size)")
    }
    guard
      let elements = StridedElements(
        numbers, type: storage.type, isBigEndian: isBigEndian, offset: offset, shape: shape, strides: strides)
    else {
      throw bytes.error(
        .malformed, "has a tensor \(label) of shape \(shape.prefix(8)) that reaches outside its numbers")
    }
    return elements
  }

  /// A NumPy array: `(version, shape, type, whether in Fortran order, contents)`, and perhaps the order of its axes.
  func numPyArray(state: PickleReference, label: String) throws(TensorFileError) -> StridedElements {
    guard case .tuple(let parts) = self[state], (5...6).contains(parts.count), let shape = integers(parts[1]),
      case .boolean(let isFortranOrder) = truth(parts[3])
    else { throw bytes.error(.malformed, "describes the array \(label) in an unsupported way") }
    let (type, isBigEndian) = try elementType(parts[2], label: label)
    guard let contents = byteString(parts[4]),
      let elements = StridedElements(
        contents, type: type, isBigEndian: isBigEndian, isFortranOrder: isFortranOrder, denseShape: shape),
      elements.count * type.size == contents.count
    else { throw bytes.error(.malformed, "has an array \(label) whose contents do not fill its shape") }
    guard parts.count == 6, case .tuple = self[parts[5]] else { return elements }
    guard let axes = integers(parts[5]), axes.sorted() == Array(shape.indices),
      let turned = StridedElements(
        contents, type: type, isBigEndian: isBigEndian, shape: axes.map { shape[$0] },
        strides: axes.map { elements.strides[$0] })
    else { throw bytes.error(.malformed, "describes the array \(label) in an unsupported way") }
    return turned
  }

  /// The value of a NumPy scalar, or nothing if it is not a number.
  func number(dataType: PickleReference, contents: PickleReference) -> Float? {
    guard let (type, isBigEndian) = try? elementType(dataType, label: ""),
      let contents = byteString(contents),
      let elements = StridedElements(contents, type: type, isBigEndian: isBigEndian, denseShape: []),
      contents.count == type.size
    else { return nil }
    return elements.tensor().values.first
  }

  private func elementType(
    _ reference: PickleReference, label: String
  ) throws(TensorFileError) -> (ElementType, isBigEndian: Bool) {
    guard case .dataType(let codeReference, let isBigEndian) = self[reference],
      case .string(let code, _) = self[codeReference]
    else { throw bytes.error(.malformed, "describes the array \(label) in an unsupported way") }
    let name = code.latin1Text
    guard let type = ElementType(numPyCode: name) else {
      throw bytes.error(
        .unsupported, "has an array \(label) of type \(name.shown), which is not plain numbers")
    }
    return (type, isBigEndian)
  }

  /// Python 2 wrote some Booleans as integers.
  private func truth(_ reference: PickleReference) -> PickleValue {
    if case .integer(let value) = self[reference] { return .boolean(value != 0) }
    return self[reference]
  }

  private func integers(_ reference: PickleReference) -> [Int]? {
    guard case .tuple(let parts) = self[reference], parts.count <= Extent.maximumAxes else { return nil }
    var integers: [Int] = []
    for part in parts {
      guard case .integer(let value) = self[part] else { return nil }
      integers.append(value)
    }
    return integers
  }

  /// The bytes of a string, unpacked where Python 3 wrote each as a character.
  private func byteString(_ reference: PickleReference) -> Bytes? {
    guard case .string(let string, let form) = self[reference] else { return nil }
    switch form {
    case .bytes: return string
    case .utf8: return nil
    case .latin1InUTF8: return Latin1.bytes(utf8: string)
    }
  }
}
