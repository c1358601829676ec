extension PickleMachine {
  mutating func makeString(count: Int, _ form: PickleValue.StringForm) throws(TensorFileError) {
    guard count >= 0 else { throw malformed }
    try make(.string(try reader.take(count), form))
  }

  /// Integers of up to eight bytes become `Int`; longer ones keep their bytes.
  mutating func makeLong(count: Int) throws(TensorFileError) {
    guard count >= 0 else { throw malformed }
    let bytes = try reader.take(count)
    guard count <= 8 else { return try make(.longInteger(bytes)) }
    let value = bytes.withUnsafeBytes { digits in
      let sign: UInt64 = (digits.last ?? 0) & 0x80 == 0 ? 0 : .max
      return digits.reversed().reduce(sign) { $0 << 8 | UInt64($1) }
    }
    try make(.integer(Int(Int64(bitPattern: value))))
  }

  mutating func makeGlobal(module: Bytes, name: Bytes) throws(TensorFileError) {
    let (module, name) = (module.latin1Text, name.latin1Text)
    guard let global = PickleGlobal(module: module, name: name) else {
      throw PickleGlobal.refusal(module: module, name: name, in: graph.bytes)
    }
    try make(.global(global))
  }

  /// Appends to the list on top of the stack.
  mutating func extendList(_ items: [PickleReference]) throws(TensorFileError) {
    try charge(items.count)
    let target = try top()
    guard case .list(var list) = graph[target] else { throw malformed }
    // Removed from the graph first, so that appending does not copy.
    graph[target] = .none
    list.append(contentsOf: items)
    graph[target] = .list(list)
  }

  /// Adds to the dictionary on top of the stack.
  mutating func extendDictionary(_ items: [PickleReference]) throws(TensorFileError) {
    let new = try entries(items)
    let target = try top()
    guard case .dictionary(var dictionary) = graph[target] else { throw malformed }
    graph[target] = .none
    dictionary.append(contentsOf: new)
    graph[target] = .dictionary(dictionary)
  }

  /// Pairs up keys and values.
  mutating func entries(_ items: [PickleReference]) throws(TensorFileError) -> [PickleEntry] {
    guard items.count.isMultiple(of: 2) else { throw malformed }
    try charge(items.count)
    return stride(from: 0, to: items.count, by: 2).map { PickleEntry(key: items[$0], value: items[$0 + 1]) }
  }

  /// `('storage', type, key, location, count)`, in old files with a view `(key, offset, count)` behind it.
  mutating func makeStorage(identifier: PickleReference) throws(TensorFileError) {
    guard allowsStorages, case .tuple(let parts) = graph[identifier], (5...6).contains(parts.count),
      case .string(let kind, _) = graph[parts[0]], kind.text == "storage",
      case .global(.storage(let type)) = graph[parts[1]],
      case .string(let keyBytes, _) = graph[parts[2]], keyBytes.count <= Limit.nameLength,
      case .integer(let count) = graph[parts[4]], count >= 0
    else { throw malformed }
    var view = 0..<count
    if parts.count == 6, case .tuple(let viewParts) = graph[parts[5]] {
      guard viewParts.count == 3, case .integer(let start) = graph[viewParts[1]],
        case .integer(let length) = graph[viewParts[2]],
        start >= 0, length >= 0, start <= count, length <= count - start
      else { throw malformed }
      view = start..<start + length
    }
    let storage = PickleStorage(type: type, key: keyBytes.latin1Text, count: count, view: view)
    guard graph.storages.count < Limit.storages else { throw tooLarge("storages") }
    graph.storages.append(storage)
    try make(.storage(storage))
  }
}
