package import Foundation

/// A real broker of MQTT, Mosquitto, in a process of its own, which keeps messages for its subscribers over its own end.
package final class MosquittoBroker {
  /// Whether it and its clients are installed.
  package static let isInstalled =
    program != nil && CommandLineTool.path(of: "mosquitto_sub") != nil
    && CommandLineTool.path(of: "mosquitto_pub") != nil

  private static let program =
    ["/usr/sbin/mosquitto"].first(where: FileManager.default.isExecutableFile)
    ?? CommandLineTool.path(of: "mosquitto")

  /// Where it listens.
  package let port: Int
  private let folder: TemporaryFolder
  private let clientArguments: [String]
  private var process = Process()

  /// Starts it, on a free port of this machine.
  ///
  /// - Parameters:
  ///   - settings: Lines of its configuration, after its listener.
  ///   - clientArguments: What its clients need beside the address.
  package init(_ settings: String = "allow_anonymous true", clientArguments: [String] = []) throws {
    folder = try TemporaryFolder()
    self.clientArguments = clientArguments
    let free = "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"
    let text = try CommandLineTool.run("python3", ["-c", free])
    port = Int(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
    let lines = """
      listener \(port) 127.0.0.1
      user \(NSUserName())
      persistence true
      persistence_location \(folder.url.path)/
      autosave_interval 1
      autosave_on_changes true
      \(settings)

      """
    try Data(lines.utf8).write(to: folder.appending("mosquitto.conf"))
    try start()
  }

  deinit { kill() }

  /// Starts it, where it was before, and waits until it listens.
  package func start() throws {
    process = Process()
    process.executableURL = URL(filePath: Self.program ?? "/usr/sbin/mosquitto")
    process.arguments = ["-c", folder.path("mosquitto.conf")]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    let wait = """
      import socket, sys, time
      end = time.monotonic() + 60
      while True:
        try: socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1).close(); break
        except OSError:
          if time.monotonic() > end: raise
          time.sleep(0.05)
      """
    try CommandLineTool.run("python3", ["-c", wait, "\(port)"])
  }

  /// Ends it at once.
  package func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  /// Makes it silent without closing its connections.
  package func freeze() { Foundation.kill(process.processIdentifier, SIGSTOP) }

  /// Lets it go on.
  package func thaw() { Foundation.kill(process.processIdentifier, SIGCONT) }

  /// Publishes a message.
  package func publish(_ payload: String, at topic: String, isRetained: Bool = false) throws {
    try CommandLineTool.run(
      "mosquitto_pub", address + ["-t", topic, "-m", payload, "-q", "1"] + (isRetained ? ["-r"] : []))
  }

  /// Asks for the messages of topics, also of those that come while the subscriber or the broker is away; what the broker keeps has come.
  package func subscribe(to topics: String...) throws -> Subscriber {
    let mark = "\(Subscriber.marks)\(UUID().uuidString)"
    try publish("x", at: mark, isRetained: true)
    let subscriber = try Subscriber(
      address + ["-c", "-i", "test-\(UUID().uuidString)", "-q", "1"]
        + (topics + [mark]).flatMap { ["-t", $0] })
    // It is the last that was asked for.
    try subscriber.wait(for: mark)
    return subscriber
  }

  private var address: [String] { ["-h", "127.0.0.1", "-p", "\(port)"] + clientArguments }

  /// A client that writes down what it gets.
  package final class Subscriber {
    /// A message.
    package struct Message: Sendable {
      package var topic: String
      package var payload: Data
      /// Whether the broker had kept it from before the subscription.
      package var isRetained: Bool

      /// The payload as text.
      package var text: String { String(decoding: payload, as: UTF8.self) }
    }

    private let folder: TemporaryFolder
    private let process = Process()
    fileprivate static let marks = "subscribed/"

    fileprivate init(_ arguments: [String]) throws {
      folder = try TemporaryFolder()
      try Data().write(to: folder.appending("messages"))
      process.executableURL = URL(
        filePath: CommandLineTool.path(of: "mosquitto_sub") ?? "/usr/bin/mosquitto_sub")
      process.arguments = arguments + ["-F", "%r %t %x"]
      process.standardOutput = try FileHandle(forWritingTo: folder.appending("messages"))
      process.standardError = FileHandle.nullDevice
      try process.run()
    }

    deinit {
      guard process.isRunning else { return }
      Foundation.kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }

    fileprivate func wait(for topic: String) throws {
      let deadline = Date() + 300
      while !all.contains(where: { $0.topic == topic }) {
        guard Date() < deadline else {
          throw CommandLineTool.Failure(description: "no subscription in 300 s")
        }
        usleep(20_000)
      }
    }

    /// All messages so far.
    package var messages: [Message] { all.filter { !$0.topic.hasPrefix(Self.marks) } }

    private var all: [Message] {
      guard let text = try? String(contentsOf: folder.appending("messages"), encoding: .utf8) else {
        return []
      }
      // The last line may not be whole.
      return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { line in
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3 else { return nil }
        return Message(topic: String(words[1]), payload: Self.bytes(words[2]), isRetained: words[0] == "1")
      }
    }

    /// Those of one topic.
    package func messages(at topic: String) -> [Message] { messages.filter { $0.topic == topic } }

    private static func bytes(_ digits: Substring) -> Data {
      var (data, rest) = (Data(), digits)
      while rest.count >= 2 {
        data.append(UInt8(rest.prefix(2), radix: 16) ?? 0)
        rest = rest.dropFirst(2)
      }
      return data
    }
  }
}
