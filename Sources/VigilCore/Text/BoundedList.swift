extension [String] {
  /// Complaints as one message of bounded length, to be mended at once: `a; b; and 3 more`.
  package func joinedComplaints(most: Int = 20) -> String {
    let more = count - most
    return prefix(most).joined(separator: "; ") + (more > 0 ? "; and \(more) more" : "")
  }

  /// Names as a sentence takes them, of bounded length: `a, b and 3 more`.
  package func joinedNames(most: Int = 5) -> String {
    let more = count - most
    return prefix(most).joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
  }
}
