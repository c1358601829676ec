/// A value built by a pickle, referring to others by their index in the graph.
///
/// The graph is flat, so that no nesting in a file, not even a list that contains itself, becomes
/// recursion here.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer of more than 64 bits, as little-endian two's complement.
  case longInteger(Bytes)
  case real(Double)
  case string(Bytes, StringForm)
  case tuple([PickleReference])
  case list([PickleReference])
  case dictionary([PickleEntry])
  case global(PickleGlobal)
  case storage(PickleStorage)
  /// The arguments of `_rebuild_tensor_v2`, examined only if the tensor is wanted.
  case tensor(arguments: PickleReference)
  case dataType(code: PickleReference, isBigEndian: Bool)
  /// A NumPy array, whose state comes after it was made.
  case array(state: PickleReference?)
  /// One number of NumPy.
  case scalar(dataType: PickleReference, contents: PickleReference)

  /// How the bytes in the file encode the string.
  enum StringForm {
    /// Text.
    case utf8
    /// Bytes, which in Python 2 are also text.
    case bytes
    /// Bytes that were written as text with one character each.
    case latin1InUTF8
  }
}

/// The index of a value in a graph.
struct PickleReference: Hashable {
  let index: Int32
}

/// One key of a dictionary with its value; of equal keys the last counts.
struct PickleEntry {
  let key: PickleReference
  let value: PickleReference
}

/// Numbers stored beside the pickle, as its persistent identifiers describe them.
struct PickleStorage {
  let type: ElementType
  let key: String
  /// How many elements lie under the key.
  let count: Int
  /// The part of them that is the storage, in old files; else all.
  let view: Range<Int>
}

/// All values built by one pickle.
struct PickleGraph {
  /// The name of the file in error messages.
  let bytes: Bytes
  private(set) var values: [PickleValue] = []
  var root = PickleReference(index: 0)
  /// Every storage that was named, in order.
  var storages: [PickleStorage] = []

  init(_ bytes: Bytes) {
    self.bytes = bytes
  }

  subscript(reference: PickleReference) -> PickleValue {
    get { values[Int(reference.index)] }
    set { values[Int(reference.index)] = newValue }
  }

  /// Adds a value; the caller has checked the limit.
  mutating func append(_ value: PickleValue) -> PickleReference {
    values.append(value)
    return PickleReference(index: Int32(values.count - 1))
  }
}
