// Where this browser keeps visits, any page looks whether their user is still signed in (lock.js); elsewhere nothing is loaded.
{
  const { lock } = document.currentScript.dataset;
  try {
    if (localStorage.getItem("visits")) document.head.append(Object.assign(document.createElement("script"), { src: lock }));
  } catch {
    // This browser keeps nothing for us.
  }
}
