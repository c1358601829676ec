extension PickleMachine {
  /// Handles a pickle's call of a name: builds a value of this machine, never makes a call.
  mutating func call(_ callee: PickleReference, _ argumentTuple: PickleReference) throws(TensorFileError) {
    guard case .global(let global) = graph[callee], case .tuple(let arguments) = graph[argumentTuple] else {
      throw malformed
    }
    switch global {
    case .orderedDictionary: try makeOrderedDictionary(arguments)
    case .counter: try makeCounter(arguments)
    case .rebuildTensor:
      guard arguments.count >= 4 else { throw malformed }
      try make(.tensor(arguments: argumentTuple))
    case .rebuildAround:
      // A parameter is its data; whether it is trainable, and on which device, does not matter here.
      guard let data = arguments.first else { throw malformed }
      switch graph[data] {
      case .tensor, .array: try push(data)
      default: throw malformed
      }
    case .rebuildFromType:
      // (function, class, arguments, state): the attributes of a tensor are not its numbers.
      guard arguments.count == 4, case .global(let function) = graph[arguments[0]] else { throw malformed }
      switch function {
      case .rebuildTensor, .rebuildAround: try call(arguments[0], arguments[2])
      default: throw malformed
      }
    case .reconstructArray:
      guard let type = arguments.first, case .global(.arrayClass) = graph[type] else { throw malformed }
      try make(.array(state: nil))
    case .arrayFromBuffer: try makeArray(buffer: arguments)
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
    case .byteArrayClass: try makeByteArray(arguments)
    case .setClass:
      guard let items = arguments.first else { return try make(.list([])) }
      guard arguments.count == 1, case .list = graph[items] else { throw malformed }
      try push(items)
    case .tupleClass:
      // torch.Size has one argument, the extents; complex has two numbers.
      if arguments.count == 1, case .tuple = graph[arguments[0]] { return try push(arguments[0]) }
      try push(argumentTuple)
    case .trait:
      guard arguments.allSatisfy({ isPlain($0) }) else { throw malformed }
      try make(.none)
    case .storage, .arrayClass: throw malformed
    }
  }

  /// Whether a value is a text or a number.
  private func isPlain(_ reference: PickleReference) -> Bool {
    switch graph[reference] {
    case .string, .integer: true
    default: false
    }
  }

  /// Of a dictionary of counts, or empty.
  private mutating func makeCounter(_ arguments: [PickleReference]) throws(TensorFileError) {
    guard let first = arguments.first else { return try make(.dictionary([])) }
    guard arguments.count == 1, case .dictionary(let counts) = graph[first] else { throw malformed }
    try charge(counts.count)
    try make(.dictionary(counts))
  }

  /// Of bytes, of a text with one character for each, or empty.
  private mutating func makeByteArray(_ arguments: [PickleReference]) throws(TensorFileError) {
    guard let first = arguments.first else {
      guard let none = graph.bytes.slice(at: 0, count: 0) else { throw malformed }
      return try make(.string(none, .bytes))
    }
    guard arguments.count <= 2, case .string(let text, let form) = graph[first] else { throw malformed }
    if arguments.count == 1, form == .utf8 { throw malformed }
    try make(.string(text, arguments.count == 2 ? .latin1InUTF8 : form))
  }

  /// An array from (contents, type, shape, order, axes): the same as its state in older protocols, (version, shape, type, whether
  /// in Fortran order, contents).
  private mutating func makeArray(buffer arguments: [PickleReference]) throws(TensorFileError) {
    guard (4...5).contains(arguments.count), case .string(let letter, _) = graph[arguments[3]],
      let order = letter.text, ["C", "F", "K"].contains(order)
    else { throw malformed }
    guard graph.values.count < Limit.values - 2 else { throw tooLarge("values") }
    let isFortranOrder = graph.append(.boolean(order == "F"))
    var state = [isFortranOrder, arguments[2], arguments[1], isFortranOrder, arguments[0]]
    if order == "K", arguments.count == 5 { state.append(arguments[4]) }
    try make(.array(state: graph.append(.tuple(state))))
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
