extension PickleMachine {
  /// Handles a pickle's call of a name: builds a value of this machine, never makes a call.
  mutating func call(_ callee: PickleReference, _ argumentTuple: PickleReference) throws(TensorFileError) {
    guard case .global(let global) = graph[callee], case .tuple(let arguments) = graph[argumentTuple] else {
      throw malformed
    }
    switch global {
    case .orderedDictionary: try makeOrderedDictionary(arguments)
    case .rebuildTensor:
      guard arguments.count >= 4 else { throw malformed }
      try make(.tensor(arguments: argumentTuple))
    case .rebuildParameter:
      // A parameter is its data; whether it is trainable does not matter here.
      guard let data = arguments.first, case .tensor = graph[data] else { throw malformed }
      try push(data)
    case .reconstructArray:
      guard let type = arguments.first, case .global(.arrayClass) = graph[type] else { throw malformed }
      try make(.array(state: nil))
    case .dataTypeClass:
      guard let code = arguments.first, case .string = graph[code] else { throw malformed }
      try make(.dataType(code: code, isBigEndian: false))
    case .scalar:
      guard arguments.count == 2, case .dataType = graph[arguments[0]], case .string = graph[arguments[1]]
      else {
        throw malformed
      }
      try make(.scalar(dataType: arguments[0], contents: arguments[1]))
    case .encode:
      guard arguments.count == 2, case .string(let text, .utf8) = graph[arguments[0]],
        case .string(let encoding, _) = graph[arguments[1]],
        ["latin1", "latin-1"].contains(encoding.text)
      else { throw malformed }
      try make(.string(text, .latin1InUTF8))
    case .bytesClass:
      guard arguments.isEmpty, let none = graph.bytes.slice(at: 0, count: 0) else { throw malformed }
      try make(.string(none, .bytes))
    case .storage, .arrayClass: throw malformed
    }
  }

  /// Empty in Python 3; in Python 2 with a list of its pairs.
  private mutating func makeOrderedDictionary(_ arguments: [PickleReference]) throws(TensorFileError) {
    guard let first = arguments.first else { return try make(.dictionary([])) }
    guard arguments.count == 1, case .list(let pairs) = graph[first] else { throw malformed }
    try charge(pairs.count)
    var dictionary: [PickleEntry] = []
    for pair in pairs {
      switch graph[pair] {
      case .list(let items) where items.count == 2, .tuple(let items) where items.count == 2:
        dictionary.append(PickleEntry(key: items[0], value: items[1]))
      default: throw malformed
      }
    }
    try make(.dictionary(dictionary))
  }

  /// Sets the state of a value that was just made.
  mutating func build(_ target: PickleReference, state: PickleReference) throws(TensorFileError) {
    switch graph[target] {
    case .array:
      guard case .tuple(let parts) = graph[state], parts.count == 5 else { throw malformed }
      graph[target] = .array(state: state)
    case .dataType(let code, _):
      // (version, byte order, subarray, names, fields, size, alignment, flags): records have names and fields.
      guard case .tuple(let parts) = graph[state], parts.count >= 5,
        case .string(let order, _) = graph[parts[1]]
      else { throw malformed }
      for part in parts[2...4] {
        guard case .none = graph[part] else {
          throw graph.bytes.error(.unsupported, "holds records; save each field as an array of its own")
        }
      }
      graph[target] = .dataType(code: code, isBigEndian: order.text == ">")
    case .dictionary:
      // Attributes of an ordered dictionary, such as the version of each layer: not weights.
      break
    default: throw malformed
    }
  }
}
