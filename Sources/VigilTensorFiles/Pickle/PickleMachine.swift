/// A restricted machine for pickles, protocols 2 to 5: it builds dictionaries, lists, tuples, strings,
/// numbers and descriptions of arrays, and nothing else.
///
/// There is no way from here to execute anything: names are looked up in `PickleGlobal`, and any other
/// ends reading with an error.
struct PickleMachine {
  /// The limits of one pickle. A network of a thousand layers needs a hundredth.
  enum Limit {
    static let instructions = 16_000_000
    static let values = 1_000_000
    /// References in all containers and on the stack.
    static let items = 4_000_000
    static let marks = 1_000
    static let storages = 65_536
    static let nameLength = 256
  }

  var graph: PickleGraph
  var reader: ByteReader
  var stack: [PickleReference] = []
  private var marks: [Int] = []
  private var memo: [UInt32: PickleReference] = [:]
  /// Whether the pickle has a file of numbers beside it, to which it may refer.
  let allowsStorages: Bool
  private var copiedItems = 0

  private init(_ bytes: Bytes, at offset: Int, allowsStorages: Bool) {
    graph = PickleGraph(bytes)
    reader = ByteReader(bytes, at: offset)
    self.allowsStorages = allowsStorages
  }

  /// Runs the pickle that begins at `offset` up to its end, and moves `offset` there.
  static func run(
    _ bytes: Bytes, at offset: inout Int, allowsStorages: Bool
  ) throws(TensorFileError) -> PickleGraph {
    var machine = PickleMachine(bytes, at: offset, allowsStorages: allowsStorages)
    for _ in 0..<Limit.instructions {
      if try machine.step() {
        offset = machine.reader.offset
        return machine.graph
      }
    }
    throw machine.tooLarge("instructions")
  }

  /// Runs one instruction; true at the end of the pickle.
  private mutating func step() throws(TensorFileError) -> Bool {
    let place = reader.offset
    let code = try reader.integer(UInt8.self)
    guard let opcode = PickleOpcode(rawValue: code) else {
      throw graph.bytes.error(
        .refused,
        "has the pickle instruction 0x\(String(code, radix: 16)) at byte \(place), which a checkpoint of weights never needs; refused, nothing was executed"
      )
    }
    switch opcode {
    case .proto:
      let version = try reader.integer(UInt8.self)
      guard (2...5).contains(version) else {
        throw graph.bytes.error(.unsupported, "is a pickle of protocol \(version); 2 to 5 are read")
      }
    case .frame: _ = try reader.integer(UInt64.self)
    case .stop:
      graph.root = try pop()
      return true
    case .mark:
      guard marks.count < Limit.marks else { throw tooLarge("open brackets") }
      marks.append(stack.count)
    case .pop:
      // At an empty level this instruction removes the mark.
      if let mark = marks.last, mark == stack.count { marks.removeLast() } else { _ = try pop() }
    case .popMark: _ = try popMark()
    case .duplicate:
      let top = try pop()
      try push(top)
      try push(top)

    case .none: try make(.none)
    case .newTrue: try make(.boolean(true))
    case .newFalse: try make(.boolean(false))
    case .binInt: try make(.integer(Int(try reader.integer(Int32.self))))
    case .binInt1: try make(.integer(Int(try reader.integer(UInt8.self))))
    case .binInt2: try make(.integer(Int(try reader.integer(UInt16.self))))
    case .long1: try makeLong(count: Int(try reader.integer(UInt8.self)))
    case .long4: try makeLong(count: Int(try reader.integer(Int32.self)))
    case .binFloat: try make(.real(Double(bitPattern: try reader.integer(UInt64.self).byteSwapped)))

    case .binString: try makeString(count: Int(try reader.integer(Int32.self)), .bytes)
    case .shortBinString, .shortBinBytes: try makeString(count: Int(try reader.integer(UInt8.self)), .bytes)
    case .binBytes: try makeString(count: Int(try reader.integer(UInt32.self)), .bytes)
    case .binUnicode: try makeString(count: Int(try reader.integer(UInt32.self)), .utf8)
    case .shortBinUnicode: try makeString(count: Int(try reader.integer(UInt8.self)), .utf8)
    case .binBytes8, .byteArray8:
      try makeString(count: Int(clamping: try reader.integer(UInt64.self)), .bytes)
    case .binUnicode8: try makeString(count: Int(clamping: try reader.integer(UInt64.self)), .utf8)

    // Nothing that is wanted lies in a set, so it may as well be a list.
    case .emptyList, .emptySet: try make(.list([]))
    case .append: try extendList([try pop()])
    case .appends, .addItems: try extendList(try popMark())
    case .list, .frozenSet: try make(.list(try popMark()))
    case .emptyTuple: try make(.tuple([]))
    case .tuple: try make(.tuple(try popMark()))
    case .tuple1: try make(.tuple(try pop(1)))
    case .tuple2: try make(.tuple(try pop(2)))
    case .tuple3: try make(.tuple(try pop(3)))
    case .emptyDictionary: try make(.dictionary([]))
    case .dictionary: try make(.dictionary(try entries(try popMark())))
    case .setItem: try extendDictionary(try pop(2))
    case .setItems: try extendDictionary(try popMark())

    case .binPut: try store(UInt32(try reader.integer(UInt8.self)))
    case .longBinPut: try store(try reader.integer(UInt32.self))
    case .memoize: try store(UInt32(memo.count))
    case .binGet: try recall(UInt32(try reader.integer(UInt8.self)))
    case .longBinGet: try recall(try reader.integer(UInt32.self))

    case .global:
      let module = try reader.line(limit: Limit.nameLength)
      try makeGlobal(module: module, name: try reader.line(limit: Limit.nameLength))
    case .stackGlobal:
      let names = try pop(2)
      guard case .string(let module, _) = graph[names[0]], case .string(let name, _) = graph[names[1]],
        max(module.count, name.count) <= Limit.nameLength
      else { throw malformed }
      try makeGlobal(module: module, name: name)
    case .reduce:
      let arguments = try pop()
      try call(try pop(), arguments)
    case .build:
      let state = try pop()
      try build(try top(), state: state)
    case .binPersistentIdentifier: try makeStorage(identifier: try pop())
    }
    return false
  }
}

// MARK: The stack and the memo

extension PickleMachine {
  /// The file breaks a rule of the machine; the error gives the offset where reading stopped.
  var malformed: TensorFileError {
    graph.bytes.error(
      .malformed, "is not a readable pickle: it becomes invalid before byte \(reader.offset)")
  }

  func tooLarge(_ what: String) -> TensorFileError {
    graph.bytes.error(.refused, "has more \(what) than any checkpoint of weights needs; refused")
  }

  /// Adds a value to the graph and puts it on the stack.
  mutating func make(_ value: PickleValue) throws(TensorFileError) {
    guard graph.values.count < Limit.values else { throw tooLarge("values") }
    try push(graph.append(value))
  }

  mutating func push(_ reference: PickleReference) throws(TensorFileError) {
    guard stack.count < Limit.items else { throw tooLarge("values") }
    stack.append(reference)
  }

  /// Pops the top of the stack, but nothing below the last mark.
  mutating func pop() throws(TensorFileError) -> PickleReference {
    guard stack.count > marks.last ?? 0, let last = stack.popLast() else { throw malformed }
    return last
  }

  private mutating func pop(_ count: Int) throws(TensorFileError) -> [PickleReference] {
    guard stack.count - (marks.last ?? 0) >= count else { throw malformed }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  /// Pops everything above the last mark, and the mark.
  private mutating func popMark() throws(TensorFileError) -> [PickleReference] {
    guard let mark = marks.popLast() else { throw malformed }
    defer { stack.removeSubrange(mark...) }
    try charge(stack.count - mark)
    return Array(stack[mark...])
  }

  func top() throws(TensorFileError) -> PickleReference {
    guard stack.count > marks.last ?? 0, let last = stack.last else { throw malformed }
    return last
  }

  /// Counts references that were put into containers.
  mutating func charge(_ items: Int) throws(TensorFileError) {
    copiedItems += items
    guard copiedItems <= Limit.items else { throw tooLarge("items") }
  }

  private mutating func store(_ index: UInt32) throws(TensorFileError) {
    guard memo.count < Limit.values else { throw tooLarge("memoised values") }
    memo[index] = try top()
  }

  private mutating func recall(_ index: UInt32) throws(TensorFileError) {
    guard let reference = memo[index] else { throw malformed }
    try push(reference)
  }
}
