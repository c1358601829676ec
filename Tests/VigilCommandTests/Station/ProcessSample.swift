import Foundation

/// What a process takes up at a moment.
struct ProcessSample {
  /// Resident memory in MiB.
  var resident = 0.0
  var descriptors = 0
  /// Those of `descriptors` that are sockets: connections, and where it listens.
  var sockets = 0
  var threads = 0

  init(_ process: Int32) throws {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    func number(_ key: String) -> Double {
      let line = status.split(separator: "\n").first { $0.hasPrefix(key) }
      return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Double($0) } ?? 0
    }
    (resident, threads) = (number("VmRSS:") / 1024, Int(number("Threads:")))
    let (files, folder) = (FileManager.default, "/proc/\(process)/fd")
    let open = try files.contentsOfDirectory(atPath: folder)
    descriptors = open.count
    // Some are closed before they are asked for.
    sockets = open.count {
      (try? files.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?.hasPrefix("socket:") == true
    }
  }
}
