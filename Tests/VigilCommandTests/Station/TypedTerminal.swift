import Foundation
import VigilTestSupport

/// The program on a terminal, with somebody who types.
struct TypedTerminal: Decodable {
  /// All that the terminal showed.
  var shown: String
  /// How the program ended; the negative number of a signal.
  var status: Int32
  /// Whether the terminal showed what was typed, at each question.
  var echoes: [Bool]
  /// Whether it does so after the end.
  var echoesAfterwards: Bool

  /// Runs the program to its end.
  ///
  /// - Parameter answers: What is typed at each question; `^C` and `^D` are these keys.
  init(_ arguments: String..., in folder: URL, typing answers: [String]) throws {
    let text = try CommandLineTool.run(
      "python3",
      ["-c", Self.script, folder.path, answers.joined(separator: "\n"), VigilCommand.executable.path]
        + arguments)
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }

  private static let script = #"""
    import fcntl, json, os, pty, select, subprocess, sys, termios, time

    folder, answers, command = sys.argv[1], sys.argv[2].split("\n"), sys.argv[3:]
    keys = {"^C": b"\x03", "^D": b"\x04"}
    master, slave = pty.openpty()

    def lead():
        os.setsid()
        fcntl.ioctl(slave, termios.TIOCSCTTY, 0)

    child = subprocess.Popen(command, cwd=folder, stdin=slave, stdout=slave, stderr=slave, preexec_fn=lead)
    shown, deadline = b"", time.monotonic() + 120

    def more():
        global shown
        if time.monotonic() > deadline:
            child.kill()
            sys.exit("the program did not end: %r" % shown)
        if not select.select([master], [], [], 0.05)[0]:
            return False
        shown += os.read(master, 4096)
        return True

    def echo():
        return bool(termios.tcgetattr(slave)[3] & termios.ECHO)

    echoes = []
    for answer in answers:
        before = len(shown)
        while child.poll() is None and not (len(shown) > before and shown.endswith(b": ")):
            more()
        if child.poll() is not None:
            break
        echoes.append(echo())
        os.write(master, keys.get(answer, answer.encode() + b"\n"))
    while child.poll() is None:
        more()
    while more():
        pass
    print(json.dumps({
        "shown": shown.decode(), "status": child.returncode, "echoes": echoes, "echoesAfterwards": echo()}))
    """#
}
