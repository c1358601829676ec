import Foundation
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread, .timeLimit(.minutes(15))) struct `Messages to a command` {
  private let bench: NotifyBench
  init() throws { bench = try NotifyBench() }

  /// A script for the system's shell, which a channel runs; `$OUT` is a folder for what it writes.
  private func script(_ lines: String) throws -> String {
    let file = bench.folder.appending("tell")
    let text = "#!/bin/sh\nOUT='\(bench.folder.url.path)'\n\(lines)\n"
    // By another process: a file that is open for writing cannot be run, and what other tests start meanwhile would have it open for a moment.
    let write = "printf %s \"$1\" > \"$2.new\"; chmod +x \"$2.new\"; mv \"$2.new\" \"$2\""
    try CommandLineTool.run("sh", ["-c", write, "sh", text, file.path])
    return file.path
  }

  private func channel(
    _ command: [String], timeout: String = "60s", environment: [String: String] = [:]
  ) throws -> CommandChannel {
    let list = "[" + command.map { "'\($0)'" }.joined(separator: ", ") + "]"
    let settings = try NotifyBench.channel("command: \(list)\ntimeout: \(timeout)")
    return try #require(CommandChannel(settings, station: "yard", environment: environment))
  }

  private func message(_ event: StoredEvent = .sample(1)) -> OutboxMessage {
    OutboxMessage(
      id: 1, channel: "phone", subject: "event-\(event.id.uuidString.lowercased())", phase: .began,
      revision: event.revision, content: .event(event))
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: bench.folder.appending(name), encoding: .utf8)
  }

  private func isAlive(_ file: String) throws -> Bool {
    let process = try #require(Int32(try text(file).trimmingCharacters(in: .whitespacesAndNewlines)))
    guard kill(process, 0) == 0 else { return false }
    // One that nobody has waited for yet is dead all the same.
    let state = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return state.map { !$0.contains(") Z ") } ?? false
  }

  @Test func `have all there is on standard input, what the file says as arguments, and nothing else`() throws
  {
    let path = try script(
      """
      cat > "$OUT/body"; printf '%s\\n' "$@" > "$OUT/arguments"; env > "$OUT/environment"
      ls /proc/self/fd > "$OUT/descriptors"; pwd > "$OUT/folder"
      cut -d ' ' -f 5 /proc/$$/stat > "$OUT/group"; echo $$ > "$OUT/process"
      grep -E 'Sig(Blk|Ign)' /proc/self/status > "$OUT/signals"
      """)
    let canaries = [
      "CREDENTIALS_DIRECTORY": "/canary", "NOTIFY_SOCKET": "canary", "MQTT_PASSWORD": "canary",
      "LANG": "C.UTF-8",
      "LD_PRELOAD": "",
    ]
    let hostile = "gate\"; touch pwned; $(touch pwned)\r\n`touch pwned`"
    let event = StoredEvent.sample(1, camera: hostile)
    let channel = try channel([path, "on", "$HOME *", ""], environment: canaries)
    // A descriptor of ours that the program must not have.
    let open = try #require(FileHandle(forReadingAtPath: "/dev/null"))
    defer { try? open.close() }
    #expect(channel.deliver(message(event), stop: StopRequest()) == .delivered)
    let posted = try #require(
      Webhook(try NotifyBench.channel("url: http://127.0.0.1/x"), station: "yard")?.body(of: message(event)))
    #expect(Array(try text("body").utf8) == posted)
    let data = try #require(
      (try JSONSerialization.jsonObject(with: Data(posted)) as? [String: Any])?["data"] as? [String: Any])
    #expect((data["camera"] as? String)?.contains("$(touch pwned)") == true)
    #expect(try text("arguments") == "on\n$HOME *\n\n")
    let environment = try text("environment")
    #expect(
      !environment.contains("canary") && !environment.contains("gate") && environment.contains("LANG=C.UTF-8")
    )
    // The last is the folder that is listed.
    #expect(try text("descriptors").split(separator: "\n").count == 4)
    #expect(try text("folder") == "/\n" && text("group") == text("process"))
    let signals = try text("signals").split(separator: "\n").map { $0.split(separator: "\t")[1] }
    // Those above 31 are the C library's own, which it sets itself.
    #expect(signals.allSatisfy { Int($0, radix: 16).map { $0 & 0x7fff_ffff } == 0 }, "\(signals)")
    #expect(!FileManager.default.fileExists(atPath: "/pwned"))
  }

  @Test(arguments: [
    ("exit 75", "unavailable", "says later (status 75)"),
    ("echo one; echo two >&2; exit 3", "refused", "tell ended with status 3 one two"),
    ("kill -9 $$", "refused", "was killed by signal 9"),
    ("head -c 300000 /dev/zero | tr '\\0' x; echo; echo the end; exit 1", "refused", "the end"),
    ("exec 0<&- 1>&- 2>&-; exit 0", "delivered", ""),
  ])
  func `fare as the program's status says, with the end of what it wrote`(
    lines: String, outcome: String, reason: String
  ) throws {
    let path = try script(lines)
    // Longer than what a pipe holds.
    let long = String(repeating: "e" + String(repeating: "\u{301}", count: 15), count: 300)
    var event = StoredEvent.sample(1, camera: long)
    event.reasons = Array(repeating: long, count: 10)
    let found = try channel([path]).deliver(message(event), stop: StopRequest())
    switch found {
    case .delivered: #expect(outcome == "delivered")
    case .refused(let said), .unavailable(let said, nil):
      #expect(outcome == (found.isRefused ? "refused" : "unavailable"))
      let all = said.detail.isEmpty ? said.text : "\(said.text) \(said.detail)"
      #expect(all.contains(reason) && all.count < 500, "\(said)")
      // What it wrote is for the log only, and so is where it is.
      for word in ["one", "two", "the end", "/"] { #expect(!said.text.contains(word), "\(said)") }
    default: Issue.record("\(found)")
    }
  }

  @Test func `are killed at the deadline with all that they started, though they ask for mercy`()
    async throws
  {
    let path = try script(
      """
      trap '' TERM
      sh -c 'trap "" TERM; echo $$ > "$0/child"; while :; do sleep 1; done' "$OUT" &
      while :; do echo working; sleep 0.1; done
      """)
    let outcome = try channel([path], timeout: "2s").deliver(message(), stop: StopRequest())
    guard case .unavailable(let reason, nil) = outcome else {
      Issue.record("\(outcome)")
      return
    }
    #expect(
      reason.text == "tell had not ended after 2 s, and was killed" && reason.detail.contains("working"))
    try await bench.until("it is dead") { try !isAlive("child") }
  }

  @Test func `do not wait for what they leave behind, which ends with them`() async throws {
    let path = try script("sleep 1000 & echo $! > \"$OUT/child\"; exit 0")
    #expect(try channel([path]).deliver(message(), stop: StopRequest()) == .delivered)
    try await bench.until("it is dead") { try !isAlive("child") }
  }

  @Test func `are killed when the station ends`() async throws {
    let path = try script(
      "echo $$ > \"$OUT/child.new\"; mv \"$OUT/child.new\" \"$OUT/child\"; exec sleep 1000")
    let (channel, stop) = (try channel([path]), StopRequest())
    let message = message()
    let delivery = Task.detached { channel.deliver(message, stop: stop) }
    try await bench.until("the command runs") {
      FileManager.default.fileExists(atPath: bench.folder.path("child"))
    }
    stop.request()
    #expect(await delivery.value == .unavailable("the station stops"))
    try await bench.until("it is dead") { try !isAlive("child") }
  }

  @Test func `wait while there is no program, and all arrive when there is one`() async throws {
    let path = bench.folder.path("tell")
    let settings = try NotifyBench.channel("command: [\(path)]")
    let store = try bench.open([OutboxRoute(channel: "phone")])
    for number in 0..<3 { try store.put(.sample(number)) }
    try await bench.delivering(settings, from: store) {
      try await bench.until("a report of the failure") { !bench.reports.isEmpty }
      #expect(try store.outboxCount(of: "phone").waiting == 3)
      // Each twice: once it says that it has no time.
      _ = try script(
        "test -e \"$OUT/once\" || { : > \"$OUT/once\"; exit 75; }; cat >> \"$OUT/all\"; echo >> \"$OUT/all\"")
      try await bench.until("the messages are gone") { try store.outboxCount(of: "phone").waiting == 0 }
    }
    #expect(
      bench.reports == [
        .failing(
          "phone", reason: NotifyReason("tell cannot be run: no such file or directory", detail: path)),
        .recovered("phone"),
      ])
    let bodies = try text("all").split(separator: "\n")
    #expect(bodies.count == 3 && Set(bodies).count == 3)
    #expect(try store.outboxCount(of: "phone").lost == 0)
  }
}
