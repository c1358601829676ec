import Foundation
import VigilTestSupport

/// Chromium without a screen, driven by its own driver as WebDriver (W3C) has it.
final class Browser {
  /// Whether Debian's packages chromium and chromium-driver are installed.
  static let isInstalled =
    CommandLineTool.path(of: "chromedriver") != nil && CommandLineTool.path(of: "chromium") != nil

  private let process = Process()
  private let driver: Client
  private let session: String

  /// Starts it with an empty profile.
  init() throws {
    guard let program = CommandLineTool.path(of: "chromedriver"),
      let limit = CommandLineTool.path(of: "timeout")
    else { throw CommandLineTool.Failure(description: "chromedriver is not installed") }
    process.executableURL = URL(filePath: limit)
    // It ends by itself, whatever becomes of this test.
    process.arguments = ["--kill-after=10", "900", program, "--port=0"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    var text = ""
    while text.firstMatch(of: /successfully on port [0-9]+\D/) == nil {
      let bytes = output.fileHandleForReading.availableData
      guard !bytes.isEmpty else {
        throw CommandLineTool.Failure(description: "chromedriver did not start: \(text)")
      }
      text += String(decoding: bytes, as: UTF8.self)
    }
    let words = text.components(separatedBy: "successfully on port ").last ?? ""
    driver = Client(port: Int(words.prefix { $0.isNumber }) ?? 0)
    let arguments = [
      "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run",
      "--disable-background-networking", "--window-size=1280,900",
      "--autoplay-policy=no-user-gesture-required",
      "--force-color-profile=srgb",
    ]
    let wanted: [String: Any] = [
      "capabilities": [
        "alwaysMatch": [
          "browserName": "chrome", "goog:loggingPrefs": ["browser": "ALL"],
          "goog:chromeOptions": ["args": arguments],
        ]
      ]
    ]
    do {
      let made = try Self.answer(driver, "POST", "/session", wanted) as? [String: Any]
      guard let id = made?["sessionId"] as? String else {
        throw CommandLineTool.Failure(description: "chromedriver has made no session")
      }
      session = id
    } catch {
      Self.kill(process)
      throw error
    }
  }

  deinit {
    _ = try? Self.answer(driver, "DELETE", "/session/\(session)", nil)
    Self.kill(process)
  }

  /// Ends the driver, and the group of processes that `timeout` has made of it; where a test runs, gentler signals are blocked.
  private static func kill(_ process: Process) {
    Foundation.kill(-process.processIdentifier, SIGKILL)
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  // MARK: What a person does

  /// Goes to an address and waits until it is loaded.
  func open(_ address: String) throws { _ = try command("POST", "/url", ["url": address]) }

  /// Writes into the element that a CSS selector finds; `\u{E007}` is the key Enter, `\u{E004}` is Tab.
  func type(_ text: String, into selector: String) throws {
    _ = try command("POST", "/element/\(element(selector))/value", ["text": text])
  }

  func click(_ selector: String) throws {
    _ = try command("POST", "/element/\(element(selector))/click", [:])
  }

  /// Presses a key, wherever the focus is.
  func press(_ key: String) throws {
    let actions = [["type": "keyDown", "value": key], ["type": "keyUp", "value": key]]
    _ = try command(
      "POST", "/actions", ["actions": [["type": "key", "id": "keyboard", "actions": actions]]])
  }

  /// Draws over an element from one part of its width to another, at half its height.
  func drag(_ selector: String, from: Double, to: Double) throws {
    _ = try value("document.querySelector('\(selector)').scrollIntoView({ block: 'center' })")
    func number(_ name: String) throws -> Double {
      let number =
        try value("document.querySelector('\(selector)').getBoundingClientRect().\(name)") as? NSNumber
      return number?.doubleValue ?? 0
    }
    let (left, top, width, height) = (
      try number("left"), try number("top"), try number("width"), try number("height")
    )
    func move(_ part: Double) -> [String: Any] {
      [
        "type": "pointerMove", "duration": 50, "x": Int(left + part * width), "y": Int(top + height / 2),
      ]
    }
    let steps: [[String: Any]] = [
      move(from), ["type": "pointerDown", "button": 0], move((from + to) / 2), move(to),
      ["type": "pointerUp", "button": 0],
    ]
    let mouse: [String: Any] = [
      "type": "pointer", "id": "mouse", "parameters": ["pointerType": "mouse"], "actions": steps,
    ]
    _ = try command("POST", "/actions", ["actions": [mouse]])
  }

  // MARK: What a person sees

  /// The value of an expression on the page.
  func value(_ expression: String) throws -> Any? {
    let value = try command("POST", "/execute/sync", ["script": "return \(expression)", "args": [Any]()])
    return value is NSNull ? nil : value
  }

  func text(_ selector: String) throws -> String {
    try command("GET", "/element/\(element(selector))/text") as? String ?? ""
  }

  /// What screen readers call an element.
  func label(_ selector: String) throws -> String {
    try command("GET", "/element/\(element(selector))/computedlabel") as? String ?? ""
  }

  /// Waits until an expression on the page is true.
  func wait(_ expression: String, line: Int = #line) throws {
    // While a page is loaded, it has no elements to ask for.
    try waitUntil({ (try? value("Boolean(\(expression))")) as? Bool == true }, line: line)
  }

  /// What scripts and the browser itself complained about since this was asked last.
  func complaints() throws -> [String] {
    let entries = try command("POST", "/se/log", ["type": "browser"]) as? [[String: Any]] ?? []
    return entries.filter { ["SEVERE", "WARNING"].contains($0["level"] as? String) }
      .map { $0["message"] as? String ?? "" }
  }

  /// The picture of the page, as PNG.
  func picture() throws -> Data {
    Data(base64Encoded: try command("GET", "/screenshot") as? String ?? "") ?? Data()
  }

  // MARK: What it pretends to be

  /// A screen of this size in pixels, and which colours its user prefers.
  func pretend(width: Int, height: Int, scheme: String) throws {
    try chrome(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
    try chrome(
      "Emulation.setEmulatedMedia", ["features": [["name": "prefers-color-scheme", "value": scheme]]])
  }

  private func chrome(_ name: String, _ parameters: [String: Any]) throws {
    _ = try command("POST", "/goog/cdp/execute", ["cmd": name, "params": parameters])
  }

  private func element(_ selector: String) throws -> String {
    let found = try command("POST", "/element", ["using": "css selector", "value": selector])
    guard let id = (found as? [String: String])?.values.first else {
      throw CommandLineTool.Failure(description: "the page has no \(selector)")
    }
    return id
  }

  private func command(_ method: String, _ path: String, _ body: [String: Any]? = nil) throws -> Any? {
    try Self.answer(driver, method, "/session/\(session)\(path)", body)
  }

  private static func answer(
    _ driver: Client, _ method: String, _ path: String, _ body: [String: Any]?
  ) throws -> Any? {
    let json = try body.map {
      String(decoding: try JSONSerialization.data(withJSONObject: $0), as: UTF8.self)
    }
    // The driver leaves the connection open, whatever it is asked.
    let wire = try Wire(port: driver.port)
    wire.send(driver.text(method, path, json: json))
    let head = try wire.read(until: "\r\n\r\n")
    var answer = try Answer(Array(head.utf8))
    answer.body = try wire.read(count: answer["content-length"].flatMap { Int($0) } ?? 0)
    guard answer.status == 200 else {
      throw CommandLineTool.Failure(description: "\(method) \(path): \(answer.text.prefix(500))")
    }
    return try answer.object["value"]
  }
}
