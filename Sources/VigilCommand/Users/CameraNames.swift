import ArgumentParser

/// Names of cameras, such as `door,yard`.
struct CameraNames: ExpressibleByArgument {
  let names: [String]

  init?(argument: String) {
    names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard !names.contains("") else { return nil }
  }
}
