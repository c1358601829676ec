extension Bytes {
  /// An error whose message begins with the name of the file.
  func error(_ code: TensorFileError.Code, _ what: String) -> TensorFileError {
    TensorFileError(code, "\(name) \(what)")
  }

  /// The file ends too early.
  func truncated(_ what: String) -> TensorFileError {
    error(.truncated, "is truncated: \(what); copy or download it again")
  }
}

extension String {
  /// Text from a file as one short printable line, fit for an error message.
  var shown: String {
    let scalars = unicodeScalars.prefix(80).map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
        || scalar == "\u{2028}" || scalar == "\u{2029}" ? "\u{FFFD}" : scalar
    }
    let line = String(String.UnicodeScalarView(scalars))
    return unicodeScalars.count > 80 ? line + "..." : line
  }
}
