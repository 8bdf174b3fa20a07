// What Material leaves out: what scrolls sideways can be reached with the keyboard, the buttons beside code have names of
// their own, and the button beside a terminal copies what is to be typed, without $ and without what came back.
(() => {
  const commands = text => {
    const kept = []
    let goesOn = false
    for (const line of text.split("\n")) {
      if (goesOn || line.startsWith("$ ")) {
        kept.push(goesOn ? line : line.slice(2))
        goesOn = line.endsWith("\\")
      }
    }
    return kept.join("\n")
  }
  const mend = () => {
    for (const wide of document.querySelectorAll(".md-typeset pre > code, .md-typeset__scrollwrap")) {
      if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0
      else wide.removeAttribute("tabindex")
    }
    document.querySelectorAll("nav.md-code__nav").forEach((buttons, number) => {
      const [button] = buttons.children
      if (button) buttons.setAttribute("aria-label", `${button.title} ${number + 1}`)
    })
    for (const block of document.querySelectorAll(".language-console")) {
      const button = block.querySelector("[data-clipboard-target]")
      if (button) button.dataset.clipboardText = commands(block.querySelector("code").textContent)
    }
  }
  new MutationObserver(mend).observe(document.documentElement, { childList: true, subtree: true })
  addEventListener("load", mend)
  addEventListener("resize", mend)
  document.addEventListener("change", mend)
})()
