@echo off
rem Runs the command from an unpacked distribution.
setlocal
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" --add-modules jdk.incubator.vector -XX:+UseSerialGC "-Ddescent.plugins=%~dp0..\plugins" %JAVA_OPTS% -cp "%~dp0..\lib\*" io.descent.app.Descent %*
exit /b %ERRORLEVEL%
