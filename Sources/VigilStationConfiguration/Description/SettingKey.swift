/// One key of the station's file: all that reader, schema, reference page and example know about it.
public struct SettingKey<Settings: Sendable>: Sendable {
  /// The name in the file.
  public let name: String
  /// What it does, one or two sentences.
  public let meaning: String
  /// What it may hold, for people.
  public let values: String
  /// Whether the file must have it.
  public let isRequired: Bool
  /// Whether it can stand before the cameras, for all of them.
  public let isShared: Bool
  /// How an example writes it, where the default says too little.
  public let example: String?
  /// The schema of its value.
  public let schema: [String: SchemaValue]
  /// The value as it would be written, without secrets; empty if there is none.
  public let written: @Sendable (Settings) -> String
  /// Its value exactly, for digests.
  let fingerprint: @Sendable (Settings) -> String
  let read: @Sendable (WrittenValue, inout Settings) throws(SettingMistake) -> Void

  /// Describes a key without limits.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - value: Where its value is kept.
  ///   - meaning: What it does.
  ///   - example: How an example writes it.
  ///   - isRequired: Whether the file must have it.
  ///   - isShared: Whether it can stand before the cameras.
  init<Value: SettingValue>(
    _ name: String, _ value: any WritableKeyPath<Settings, Value> & Sendable, _ meaning: String,
    example: String? = nil, isRequired: Bool = false, isShared: Bool = true
  ) {
    (self.name, self.meaning, self.example) = (name, meaning, example)
    (self.isRequired, self.isShared) = (isRequired, isShared)
    (values, schema) = (Value.meaning, Value.schema)
    written = { $0[keyPath: value].written }
    fingerprint = { $0[keyPath: value].fingerprint }
    read = { (text, settings) throws(SettingMistake) in settings[keyPath: value] = try Value.read(text) }
  }

  /// Describes a key whose value has a least and a greatest.
  init<Value: SettingValue & Comparable>(
    _ name: String, _ value: any WritableKeyPath<Settings, Value> & Sendable, in range: ClosedRange<Value>,
    _ meaning: String, example: String? = nil
  ) {
    self.init(name, range: range, meaning, example: example, get: { $0[keyPath: value] }) {
      $0[keyPath: value] = $1
    }
  }

  /// Describes a key whose value has a least and a greatest, and may be absent.
  init<Value: SettingValue & Comparable>(
    _ name: String, _ value: any WritableKeyPath<Settings, Value?> & Sendable, in range: ClosedRange<Value>,
    _ meaning: String, example: String? = nil
  ) {
    self.init(name, range: range, meaning, example: example, get: { $0[keyPath: value] }) {
      $0[keyPath: value] = $1
    }
  }

  private init<Value: SettingValue & Comparable>(
    _ name: String, range: ClosedRange<Value>, _ meaning: String, example: String?,
    get: @escaping @Sendable (Settings) -> Value?,
    set: @escaping @Sendable (inout Settings, Value) -> Void
  ) {
    (self.name, self.meaning, self.example) = (name, meaning, example)
    (isRequired, isShared) = (false, true)
    let limits = "\(range.lowerBound.written) to \(range.upperBound.written)"
    // The limits are examples enough.
    let kind =
      Value.meaning.firstRange(of: " such as").map { Value.meaning[..<$0.lowerBound] } ?? Value.meaning[...]
    values = "\(kind), \(limits)"
    var schema = Value.schema
    if let lower = range.lowerBound as? Double, let upper = range.upperBound as? Double {
      (schema["minimum"], schema["maximum"]) = (.number(lower), .number(upper))
    } else if let lower = range.lowerBound as? Int, let upper = range.upperBound as? Int {
      (schema["minimum"], schema["maximum"]) = (.number(Double(lower)), .number(Double(upper)))
    }
    self.schema = schema
    written = { get($0).written }
    fingerprint = { get($0).fingerprint }
    read = { (text, settings) throws(SettingMistake) in
      let value = try Value.read(text)
      guard range.contains(value) else { throw SettingMistake("is \(value.written), not \(limits)") }
      set(&settings, value)
    }
  }
}
